package dev.windrose.transport.h2;

import dev.windrose.engine.exchange.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;

/** Watches what the other side of a connection does: how much it wastes, and what a mistake of it leads to. On the connection's loop. */
abstract class PeerGuard {
    /** Smaller parts of a body are counted: they cost as much as large ones. */
    private static final int TINY_DATA = 16;

    private final Loop loop;
    private final H2Streams streams;
    private final FloodBudget control;
    private final FloodBudget tinyData;
    private final FloodBudget resets;
    private boolean overdrawn;

    /** What a mistake in one stream leads to. */
    enum Verdict {
        /** The stream is reset. */
        RESET,
        /** Nothing more: it crossed our own reset, or was answered. */
        IGNORE,
        /** The stream is reset, since what was said in it had ended. */
        RESET_AS_CLOSED,
        /** The connection ends with the same error: the stream had ended, and nobody honest goes on then. */
        END,
        /** The connection ends: there were too many mistakes. */
        CALM
    }

    /** {@code tinyData} is what the peer may send of DATA frames that carry little. */
    PeerGuard(Loop loop, H2Streams streams, FloodBudget tinyData) {
        this.loop = loop;
        this.streams = streams;
        this.tinyData = tinyData;
        control = new FloodBudget(loop.nanoTime());
        resets = FloodBudget.ofResets(loop.nanoTime());
        streams.watch(this::onFrame);
    }

    final H2Streams streams() {
        return streams;
    }

    final FloodBudget control() {
        return control;
    }

    private void onFrame(boolean open) {
        overdrawn |= !open && !control.take(loop.nanoTime());
    }

    /** Whether frames for streams that are gone, of which Netty says nothing, were too many. */
    final boolean isOverdrawn() {
        return overdrawn;
    }

    /** A frame that carries nothing. */
    final void onControl() throws Http2Exception {
        check(control.take(loop.nanoTime()), "too many control frames");
    }

    /** A head or trailers, in either direction. */
    final void onHeaders() {
        control.earn();
    }

    final void onData(int length) throws Http2Exception {
        if (length >= TINY_DATA) {
            control.earn();
        } else {
            check(tinyData.take(loop.nanoTime()), "too many tiny parts of bodies");
        }
    }

    /** A stream ended by a reset of the peer, or by ours for its mistake; false if that happened too often. */
    final boolean mayReset() {
        return resets.take(loop.nanoTime());
    }

    /** A stream ended as streams should. */
    final void onGoodEnd() {
        resets.giveBack();
    }

    static void check(boolean within, String excess) throws Http2Exception {
        if (!within) {
            throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, excess);
        }
    }

    final Verdict judge(Http2Exception.StreamException error) {
        int id = error.streamId();
        if (error.error() == Http2Error.STREAM_CLOSED && streams.stream(id) == null) {
            return streams.mayCrossReset(id) ? Verdict.IGNORE : Verdict.END;
        }
        return judgeMistake(error);
    }

    /** Of a stream that is there, or was never opened. */
    abstract Verdict judgeMistake(Http2Exception.StreamException error);

    /** Bytes have come; they are left as they are. */
    void onRead(ByteBuf data) {}

    /** What was read is dealt with. */
    void afterRead() {}

    /** The connection is about to end for the peer's fault. */
    void onEnd(String why) {}
}
