package dev.windrose.transport.udp;

import java.time.Duration;

/**
 * What clients of datagrams may hold.
 *
 * @param sessions at one listener; each costs a socket. Beyond it, who was silent longest makes room. Each of the listener's sockets may have its
 *     share of them while others have more than theirs, so that at worst there are twice as many
 * @param idle without a datagram in either direction, a session ends; checked once a second
 */
public record UdpLimits(int sessions, Duration idle) {
    public static final UdpLimits DEFAULT = new UdpLimits(16_384, Duration.ofSeconds(60));

    /** No more than an eighth of the files that the process may have open: there may be several listeners, and requests. */
    public UdpLimits within(int files) {
        return new UdpLimits(Math.min(sessions, files / 8), idle);
    }
}
