package dev.windrose.transport.udp;

import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.transport.loop.NettyLoop;
import dev.windrose.transport.udp.UdpCounts.Drop;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One client's datagrams to one endpoint, by a socket of their own that is connected, so that the kernel lets nobody else answer. All on one loop. */
final class UdpSession extends ChannelInboundHandlerAdapter {
    /** The largest datagram (RFC 768); a smaller buffer would cut it without a word. */
    static final int MAX_DATAGRAM = 65_535;
    /** Connecting a datagram socket takes no round trip: these are the ones of the same moment. */
    private static final int MAX_WAITING = 16;

    private final InetSocketAddress client;
    private final Endpoint endpoint;
    private final UdpSocket socket;
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(1);
    private @Nullable Channel channel;
    private boolean awaitsAnswer;
    private boolean over;

    UdpSession(InetSocketAddress client, Endpoint endpoint, UdpSocket socket) {
        this.client = client;
        this.endpoint = endpoint;
        this.socket = socket;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Whether the client spoke last. */
    boolean awaitsAnswer() {
        return awaitsAnswer;
    }

    void open(NettyLoop loop, Class<? extends Channel> type) {
        endpoint.started();
        ChannelFuture connected = new Bootstrap()
                .group(loop.eventLoop())
                .channel(type)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM))
                .handler(this)
                .connect(endpoint.address());
        connected.addListener(_ -> {
            // A socket that could not even be made fails on a thread of Netty's.
            if (loop.eventLoop().inEventLoop()) {
                opened(connected, loop);
            } else {
                loop.execute(() -> opened(connected, loop));
            }
        });
    }

    private void opened(ChannelFuture connected, NettyLoop loop) {
        if (over) {
            connected.channel().close();
        } else if (!connected.isSuccess()) {
            fail();
        } else {
            Channel own = connected.channel();
            loop.own(own);
            channel = own;
            while (!waiting.isEmpty()) {
                own.write(waiting.remove(), own.voidPromise());
            }
            own.flush();
        }
    }

    /** A datagram of the client; takes over the reference. */
    void send(ByteBuf data) {
        awaitsAnswer = true;
        Channel to = channel;
        if (to == null && waiting.size() < MAX_WAITING) {
            // The buffer has room for the largest: what waits is kept in one of its size.
            waiting.add(data.alloc().buffer(data.readableBytes()).writeBytes(data));
            data.release();
        } else if (to == null || !to.isWritable()) {
            data.release();
            socket.counts().drop(Drop.TOO_FAST);
        } else {
            to.writeAndFlush(data, to.voidPromise());
        }
    }

    /** A datagram of the endpoint. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        awaitsAnswer = false;
        ByteBuf data = message instanceof DatagramPacket packet ? packet.content() : (ByteBuf) message;
        if (over) {
            data.release();
        } else {
            socket.answer(client, data);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        socket.flush();
    }

    /** Such as that nobody listens there (ICMP): the next datagram may go elsewhere. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!over) {
            socket.forget(client, this);
        }
    }

    private void fail() {
        if (!over) {
            socket.counts().drop(Drop.UNREACHABLE);
            socket.forget(client, this);
        }
    }

    /** Closes the socket; the table knows it no more. */
    void end() {
        if (over) {
            return;
        }
        over = true;
        endpoint.ended();
        waiting.forEach(ByteBuf::release);
        waiting.clear();
        if (channel != null) {
            channel.close();
        }
    }
}
