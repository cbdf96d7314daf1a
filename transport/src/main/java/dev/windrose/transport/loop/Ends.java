package dev.windrose.transport.loop;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** The beginning and the ends of a connection, for sockets, TLS and streams in tunnels alike. To be called on the connection's loop. */
public final class Ends {
    private Ends() {}

    /** The connection stands; says so where the other side waits to hear it. */
    public static void accept(Channel channel) {
        InnerStream stream = InnerStream.of(channel);
        if (stream != null) {
            stream.accept();
        }
    }

    /** Nothing comes of the connection; {@code status} is told where there is a way to. */
    public static void refuse(Channel channel, int status) {
        InnerStream stream = InnerStream.of(channel);
        if (stream != null) {
            stream.refuse(status);
        } else {
            reset(channel);
        }
    }

    public static boolean isSecured(Channel channel) {
        return channel.pipeline().get(SslHandler.class) != null;
    }

    /** Sends everything, then says that nothing follows. Not for TLS, whose end has to be authentic: see {@link #close}. */
    public static void shutdownOutput(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
            InnerStream stream = InnerStream.of(channel);
            if (stream != null) {
                stream.shutdownOutput();
            } else if (channel instanceof DuplexChannel duplex && !duplex.isOutputShutdown()) {
                duplex.shutdownOutput();
            }
        });
    }

    /** Sends everything and closes in good order. */
    public static void close(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes so that the other side does not take what it has for the whole: no close_notify, no FIN, no END_STREAM. */
    public static void reset(Channel channel) {
        InnerStream stream = InnerStream.of(channel);
        if (stream != null) {
            stream.reset();
        } else {
            if (channel.isActive()) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            // Past the handlers, since TLS would say good-bye.
            channel.unsafe().close(channel.voidPromise());
        }
    }
}
