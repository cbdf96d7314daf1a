package dev.windrose.transport.udp;

import dev.windrose.model.Binding;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Security;
import dev.windrose.transport.loop.Loops;
import dev.windrose.transport.loop.NettyLoop;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.unix.UnixChannelOption;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * One port for datagrams. With epoll each loop has a socket of its own, and the kernel spreads the clients over them. A client believes an answer only
 * from the address that it asked, so that a listener of all addresses has sockets for each of them that there is when it is bound; at one that comes
 * later, answers have the address that the kernel takes for the way back. Called by one thread at a time.
 */
public final class UdpListener {
    private final Loops loops;
    private final UdpRouter router;
    private final UdpLimits limits;
    private final UdpCounts counts = new UdpCounts();
    private final List<UdpSocket> sockets = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private ListenerSpec spec;

    /** Throws {@link IllegalArgumentException} for a listener that cannot be one for datagrams. */
    public UdpListener(ListenerSpec spec, Loops loops, UdpRouter router, UdpLimits limits) {
        this.spec = checked(spec);
        this.loops = loops;
        this.router = router;
        this.limits = limits;
    }

    private static ListenerSpec checked(ListenerSpec spec) {
        if (!(spec.binding() instanceof Binding.Port) || !(spec.security() instanceof Security.Plaintext)) {
            throw new IllegalArgumentException(
                    "listener " + spec.id() + ": datagrams (expected: on a port of their own, in clear)");
        }
        return spec;
    }

    /** Throws {@link java.io.IOException} (unchecked by Netty) if the port is taken. */
    public void bind() {
        Binding.Port at = (Binding.Port) spec.binding();
        List<NettyLoop> all =
                loops.kind().equals("epoll") ? loops.all() : List.of(loops.all().getFirst());
        List<String> addresses = new ArrayList<>(List.of(at.address()));
        if (loops.kind().equals("epoll")) {
            addresses.addAll(LocalAddresses.of(at.address()));
        }
        int many = all.size() * addresses.size();
        int share = Math.max(1, limits.sessions() / many);
        for (String address : addresses) {
            for (NettyLoop loop : all) {
                boolean first = channels.isEmpty();
                UdpSocket socket = new UdpSocket(loop, loops.datagramChannel(), router, limits, counts, share);
                Channel channel = bind(socket, address, first ? at.port() : port(), !first);
                if (first && many > 1) {
                    // Only now: the first must find out whether somebody else has the port, even if it would be shared.
                    channel.config().setOption(UnixChannelOption.SO_REUSEPORT, true);
                }
                channels.add(channel);
                sockets.add(socket);
            }
        }
    }

    private Channel bind(UdpSocket socket, String address, int port, boolean shared) {
        Bootstrap bootstrap = new Bootstrap()
                .group(socket.loop().eventLoop())
                .channel(loops.datagramChannel())
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(UdpSession.MAX_DATAGRAM))
                .handler(socket);
        if (shared) {
            bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
        }
        return bootstrap.bind(address, port).syncUninterruptibly().channel();
    }

    /** After the swap: sessions end when their destination is another now. */
    public void update(ListenerSpec next) {
        ListenerSpec before = spec;
        spec = checked(next);
        if (!before.protocol().equals(next.protocol())) {
            sockets.forEach(socket -> socket.loop().execute(socket::endSessions));
        }
    }

    /** The bound port, or 0. */
    public int port() {
        return channels.isEmpty() ? 0 : ((InetSocketAddress) channels.getFirst().localAddress()).getPort();
    }

    public UdpCounts counts() {
        return counts;
    }

    /** Whether no socket is open any more. */
    public boolean isClosed() {
        return channels.stream().noneMatch(Channel::isOpen);
    }

    /** Takes no more datagrams; closes when what is under way was answered, or after five seconds. */
    public void drain() {
        sockets.forEach(socket -> socket.loop().execute(socket::drain));
    }

    /** At once. */
    public void close() {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
    }
}
