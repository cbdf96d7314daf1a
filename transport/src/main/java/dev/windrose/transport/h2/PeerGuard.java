package dev.windrose.transport.h2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Exception;

/** Judges what the other side of a connection does. On the connection's loop. */
interface PeerGuard {
    /** What a mistake in one stream leads to. */
    enum Verdict {
        /** The stream is reset. */
        RESET,
        /** Nothing: it crossed our own reset. */
        IGNORE,
        /** The stream is reset, since what was said in it had ended. */
        RESET_AS_CLOSED,
        /** The connection ends with the same error: the stream had ended, and nobody honest goes on then. */
        END,
        /** The connection ends: there were too many mistakes. */
        CALM
    }

    H2Streams streams();

    Verdict judge(Http2Exception.StreamException error);

    /** Whether frames for streams that are gone, of which Netty says nothing, were too many. */
    boolean isOverdrawn();

    /** Bytes have come; they are left as they are. */
    default void onRead(ByteBuf data) {}

    /** What was read is dealt with. */
    default void afterRead() {}

    /** The connection is about to end for the peer's fault. */
    default void onEnd(String why) {}
}
