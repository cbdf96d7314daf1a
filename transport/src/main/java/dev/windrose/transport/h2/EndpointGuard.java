package dev.windrose.transport.h2;

import dev.windrose.engine.exchange.Loop;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;

/** Watches what an endpoint does with its connection: how much it wastes, and how many calls it breaks off. */
final class EndpointGuard implements PeerGuard {
    /** Smaller parts of a body are counted: they cost as much as large ones. */
    private static final int TINY_DATA = 16;

    private final Loop loop;
    private final Calls calls;
    private final H2Streams streams = new H2Streams(false);
    private final FloodBudget control;
    private final FloodBudget tinyData;
    private final FloodBudget resets;
    private boolean overdrawn;

    /** Hears what becomes of calls. */
    interface Calls {
        /** The endpoint made a mistake in one. */
        void broken(int stream, String why);

        /** All end with the connection. */
        void allBroken(String why);
    }

    EndpointGuard(Loop loop, Calls calls) {
        this.loop = loop;
        this.calls = calls;
        long now = loop.nanoTime();
        control = new FloodBudget(now);
        tinyData = FloodBudget.ofTinyAnswers(now);
        resets = FloodBudget.ofResets(now);
        streams.watch(this::onFrame);
    }

    @Override
    public H2Streams streams() {
        return streams;
    }

    FloodBudget control() {
        return control;
    }

    private void onFrame(boolean open) {
        overdrawn |= !open && !control.take(loop.nanoTime());
    }

    @Override
    public boolean isOverdrawn() {
        return overdrawn;
    }

    /** A frame that carries nothing. */
    void onControl() throws Http2Exception {
        check(control.take(loop.nanoTime()), "too many control frames");
    }

    /** A head or trailers, in either direction. */
    void onHeaders() {
        control.earn();
    }

    void onData(int length) throws Http2Exception {
        if (length >= TINY_DATA) {
            control.earn();
        } else {
            check(tinyData.take(loop.nanoTime()), "too many tiny parts of bodies");
        }
    }

    private static void check(boolean within, String excess) throws Http2Exception {
        if (!within) {
            throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, excess);
        }
    }

    /**
     * The endpoint gave up a call; false if it has done so too often. It can reset no more than what it was sent, so that the calls beside may go on:
     * it is enough to send no more of them this way.
     */
    boolean mayReset() {
        return resets.take(loop.nanoTime());
    }

    /** A call ended as calls should. */
    void onGoodEnd() {
        resets.giveBack();
    }

    @Override
    public Verdict judge(Http2Exception.StreamException error) {
        int id = error.streamId();
        if (error.error() == Http2Error.STREAM_CLOSED && streams.stream(id) == null) {
            return streams.mayCrossReset(id) ? Verdict.IGNORE : Verdict.END;
        }
        calls.broken(id, String.valueOf(error.getMessage()));
        return resets.take(loop.nanoTime()) ? Verdict.RESET : Verdict.CALM;
    }

    @Override
    public void onEnd(String why) {
        calls.allBroken(why);
    }
}
