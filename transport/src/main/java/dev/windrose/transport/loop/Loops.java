package dev.windrose.transport.loop;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The event loops of a data plane, used for both sides, so that a request never changes threads. */
public final class Loops implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 2;

    private final MultiThreadIoEventLoopGroup group;
    private final IdentityHashMap<EventExecutor, NettyLoop> byExecutor = new IdentityHashMap<>();
    private final IoKind kind;

    /** Starts so many threads, with the kind of I/O that is wished for or the nearest that the system allows. */
    public Loops(int threads, IoKind wished) {
        this(threads, wished, System::nanoTime);
    }

    /** As above, but what has a time limit reads {@code clock}, in nanoseconds. It is still looked at once a second of the real time. */
    public Loops(int threads, IoKind wished, LongSupplier clock) {
        kind = wished.available();
        group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("windrose-loop", true), kind.handlers());
        for (EventExecutor executor : group) {
            NettyLoop loop = new NettyLoop((EventLoop) executor, byExecutor.size(), kind != IoKind.IO_URING, clock);
            byExecutor.put(executor, loop);
        }
        byExecutor.values().forEach(NettyLoop::startSweeping);
    }

    public MultiThreadIoEventLoopGroup group() {
        return group;
    }

    public List<NettyLoop> all() {
        return List.copyOf(byExecutor.values());
    }

    /** The loop of a registered channel. */
    public NettyLoop of(Channel channel) {
        NettyLoop loop = byExecutor.get(channel.eventLoop());
        if (loop == null) {
            throw new IllegalStateException("channel: " + channel + " (expected: one of these loops')");
        }
        return loop;
    }

    public Class<? extends ServerChannel> serverChannel() {
        return kind.serverChannel();
    }

    public Class<? extends Channel> clientChannel() {
        return kind.clientChannel();
    }

    public Class<? extends Channel> datagramChannel() {
        return kind.datagramChannel();
    }

    /** {@code epoll}, {@code io_uring} or {@code nio}. */
    public String kind() {
        return kind.toString();
    }

    /** Ends the connections first: what a loop that is ending closes by itself does not always give back its TLS engine. */
    @Override
    public void close() {
        for (NettyLoop loop : byExecutor.values()) {
            loop.eventLoop().submit(loop::closeChannels).awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
            // Behind what closing has left to be done later.
            loop.eventLoop().submit(loop::releaseBuffers).awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        group.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
