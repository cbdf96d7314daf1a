package dev.windrose.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends a client's later requests to the endpoint that answered its first, as long as that endpoint is there.
 *
 * @param name of the cookie or header
 * @param absoluteTimeout a session ends this long after it began; null never
 * @param permanent whether a cookie outlives the browser, for {@code absoluteTimeout}
 */
public record SessionSpec(
        Carrier carrier, String name, @Nullable Duration absoluteTimeout, boolean permanent) {
    /** What carries the session. */
    public enum Carrier {
        COOKIE,
        HEADER
    }

    public SessionSpec {
        Check.that(!name.isEmpty(), "name", name, "a cookie or header name");
        Check.that(!permanent || absoluteTimeout != null, "permanent", true, "an absolute timeout beside it");
    }
}
