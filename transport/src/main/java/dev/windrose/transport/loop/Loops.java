package dev.windrose.transport.loop;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The event loops of a data plane, used for both sides, so that a request never changes threads. */
public final class Loops implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group;
    private final IdentityHashMap<EventExecutor, NettyLoop> byExecutor = new IdentityHashMap<>();
    private final boolean epoll = Epoll.isAvailable();

    /** Starts so many threads. */
    public Loops(int threads) {
        IoHandlerFactory handler = epoll ? SteadyEpoll.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("windrose-loop", true), handler);
        for (EventExecutor executor : group) {
            byExecutor.put(executor, new NettyLoop((EventLoop) executor, byExecutor.size()));
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
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    public Class<? extends Channel> clientChannel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** {@code epoll} or {@code nio}. */
    public String kind() {
        return epoll ? "epoll" : "nio";
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
