package dev.windrose.transport;

import java.time.Duration;

/**
 * How many clients' connections there may be, and for how long. One that is too many is closed before anything of it is read.
 *
 * @param total over all listeners
 * @param perListener at one listener
 * @param perAddress from one IPv4 address, or one /64 of IPv6, but for trusted proxies, which speak for many
 * @param lifetime after it, and up to a tenth more, a connection ends when its requests have: clients then spread over what runs by now
 */
public record ConnectionLimits(int total, int perListener, int perAddress, Duration lifetime) {
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(65_536, 65_536, 16_384, Duration.ofMinutes(10));

    /** No more than a third of the files that the process may have open: each connection may need another one to an endpoint. */
    ConnectionLimits within(int files) {
        int most = files / 3;
        return new ConnectionLimits(
                Math.min(total, most), Math.min(perListener, most), Math.min(perAddress, most), lifetime);
    }
}
