package dev.windrose.transport.tcp;

import java.time.Duration;

/**
 * How long a connection of bytes may be silent. Checked once a second.
 *
 * @param idle in both directions
 * @param halfClosed in the other direction, when one side has ended and that cannot be said to the other, as in TLS
 */
public record TcpTimeouts(Duration idle, Duration halfClosed) {
    public static final TcpTimeouts DEFAULT = new TcpTimeouts(Duration.ofHours(1), Duration.ofSeconds(30));
}
