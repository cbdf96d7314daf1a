package dev.windrose.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Asks the kernel's connection tracking, which knows what a REDIRECT or DNAT rule of nftables or iptables has changed (SO_ORIGINAL_DST). */
final class RedirectedSocket implements OriginalDestinations {
    private static final int SO_ORIGINAL_DST = 80;
    private static final int SOL_IP = 0;
    private static final int SOL_IPV6 = 41;
    /** struct sockaddr_in: family, port, address, 8 unused bytes. */
    private static final RawUnixChannelOption V4 =
            new RawUnixChannelOption("ORIGINAL_DST", SOL_IP, SO_ORIGINAL_DST, 16);
    /** struct sockaddr_in6: family, port, flow, address, scope. */
    private static final RawUnixChannelOption V6 =
            new RawUnixChannelOption("ORIGINAL_DST6", SOL_IPV6, SO_ORIGINAL_DST, 28);

    @Override
    public @Nullable InetSocketAddress of(Channel accepted) {
        boolean six = accepted.localAddress() instanceof InetSocketAddress local
                && local.getAddress() instanceof Inet6Address;
        try {
            ByteBuffer found = accepted.config().getOption(six ? V6 : V4);
            return found == null ? null : address(found, six ? 8 : 4, six ? 16 : 4);
        } catch (ChannelException e) {
            // Not tracked: nobody redirected it.
            return null;
        }
    }

    private static @Nullable InetSocketAddress address(ByteBuffer sockaddr, int at, int length) {
        if (sockaddr.remaining() < at + length) {
            return null;
        }
        int port = sockaddr.getShort(sockaddr.position() + 2) & 0xffff;
        byte[] bytes = new byte[length];
        sockaddr.get(sockaddr.position() + at, bytes);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IP address of " + length + " bytes", e);
        }
    }
}
