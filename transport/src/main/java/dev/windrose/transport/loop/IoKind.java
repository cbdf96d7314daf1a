package dev.windrose.transport.loop;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Locale;

/** How a loop asks the kernel. */
public enum IoKind {
    /** What this system has and measurements favour: epoll, else NIO. */
    AUTO,
    /** Linux: readiness, then a system call for each read and write. */
    EPOLL,
    /** Linux 5.10 and newer: reads and writes are queued, and one system call hands all of them over. Many container runtimes forbid it. */
    IO_URING,
    /** The JDK's own, everywhere. */
    NIO;

    /** This kind, or the nearest that the system allows. */
    IoKind available() {
        return switch (this) {
            case IO_URING -> IoUring.isAvailable() ? IO_URING : AUTO.available();
            case AUTO, EPOLL -> Epoll.isAvailable() ? EPOLL : NIO;
            case NIO -> NIO;
        };
    }

    IoHandlerFactory handlers() {
        return switch (this) {
            case IO_URING -> IoUringIoHandler.newFactory();
            case AUTO, EPOLL -> SteadyEpoll.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    Class<? extends ServerChannel> serverChannel() {
        return switch (this) {
            case IO_URING -> IoUringServerSocketChannel.class;
            case AUTO, EPOLL -> EpollServerSocketChannel.class;
            case NIO -> NioServerSocketChannel.class;
        };
    }

    Class<? extends Channel> clientChannel() {
        return switch (this) {
            case IO_URING -> IoUringSocketChannel.class;
            case AUTO, EPOLL -> EpollSocketChannel.class;
            case NIO -> NioSocketChannel.class;
        };
    }

    Class<? extends Channel> datagramChannel() {
        return switch (this) {
            case IO_URING -> IoUringDatagramChannel.class;
            case AUTO, EPOLL -> EpollDatagramChannel.class;
            case NIO -> NioDatagramChannel.class;
        };
    }

    /** {@code io_uring}, {@code epoll} and so on. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
