package dev.windrose.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long clients of one listener may take; null for what the whole process has.
 *
 * @param head from the connection's start, or a request's first byte, to the end of its head
 * @param idle between requests
 */
public record ClientTimeouts(
        @Nullable Duration head, @Nullable Duration idle) {
    /** As the whole process has it. */
    public static final ClientTimeouts NONE = new ClientTimeouts(null, null);
}
