package dev.windrose.transport.h1;

import dev.windrose.model.ClientTimeouts;
import java.time.Duration;

/**
 * How long a client may take. Checked once a second.
 *
 * @param head from the connection's start, or a request's first byte, to the end of its head
 * @param idle between requests
 * @param body between two parts of a body; over each such time a body must also keep to {@link BodyPace#LEAST_BYTES_PER_SECOND}
 * @param write while nothing can be sent to the client
 * @param stream while nothing goes by in either direction, on an HTTP/2 stream or in an exchange of HTTP/1
 * @param tunnel while nothing goes by in either direction after an upgrade
 */
public record ServerTimeouts(
        Duration head, Duration idle, Duration body, Duration write, Duration stream, Duration tunnel) {
    /**
     * How long a connection without a request stays open while draining, in nanoseconds. A request may be on its way at that moment; closing at once
     * would lose it, and an answer with {@code Connection: close} does not.
     */
    public static final long DRAIN_NANOS = 1_000_000_000;

    public static final ServerTimeouts DEFAULT = new ServerTimeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            Duration.ofHours(1));

    /** As these, but for what a listener has of its own. */
    public ServerTimeouts with(ClientTimeouts own) {
        Duration ownHead = own.head();
        Duration ownIdle = own.idle();
        return ownHead == null && ownIdle == null
                ? this
                : new ServerTimeouts(
                        ownHead == null ? head : ownHead,
                        ownIdle == null ? idle : ownIdle,
                        body,
                        write,
                        stream,
                        tunnel);
    }

    public ServerTimeouts withIdle(Duration newIdle) {
        return new ServerTimeouts(head, newIdle, body, write, stream, tunnel);
    }

    /** How long a connection stays open without a request. */
    long idleNanos(boolean draining) {
        return draining ? DRAIN_NANOS : idle.toNanos();
    }
}
