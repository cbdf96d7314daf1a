package dev.windrose.transport.loop;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/** A connection that is a stream inside another one: what the system does for a socket is done by frames. All on the connection's loop. */
public interface InnerStream {
    AttributeKey<InnerStream> KEY = AttributeKey.valueOf(InnerStream.class, "stream");

    /** Null for a socket. */
    static @Nullable InnerStream of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** Tells the client, once, that its connection stands; no byte may go to it before. */
    void accept();

    /** Tells a client that was not accepted that nothing comes of it, and why, as a status of HTTP. */
    void refuse(int status);

    /** Nothing more will be sent; the other side may go on. */
    void shutdownOutput();

    /** Ends at once so that the other side knows that something is missing. */
    void reset();
}
