package dev.windrose.transport.h1;

import java.time.Duration;

/**
 * How long a client may take. Checked once a second.
 *
 * @param head from the connection's start, or a request's first byte, to the end of its head
 * @param idle between requests
 * @param body between two parts of a body
 * @param write while nothing can be sent to the client
 */
public record ServerTimeouts(Duration head, Duration idle, Duration body, Duration write) {
    public static final ServerTimeouts DEFAULT = new ServerTimeouts(
            Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(60));

    public ServerTimeouts withIdle(Duration newIdle) {
        return new ServerTimeouts(head, newIdle, body, write);
    }
}
