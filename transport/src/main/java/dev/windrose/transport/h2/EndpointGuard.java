package dev.windrose.transport.h2;

import dev.windrose.engine.exchange.Loop;
import io.netty.handler.codec.http2.Http2Exception;

/**
 * Watches an endpoint. It can reset no more than what it was sent, so that the calls beside may go on when it has done so too often: it is enough to
 * send no more of them this way.
 */
final class EndpointGuard extends PeerGuard {
    private final Calls calls;

    /** Hears what becomes of calls. */
    interface Calls {
        /** The endpoint made a mistake in one. */
        void broken(int stream, String why);

        /** All end with the connection. */
        void allBroken(String why);
    }

    EndpointGuard(Loop loop, Calls calls) {
        super(loop, new H2Streams(false), FloodBudget.ofTinyAnswers(loop.nanoTime()));
        this.calls = calls;
    }

    @Override
    Verdict judgeMistake(Http2Exception.StreamException error) {
        calls.broken(error.streamId(), String.valueOf(error.getMessage()));
        return mayReset() ? Verdict.RESET : Verdict.CALM;
    }

    @Override
    void onEnd(String why) {
        calls.allBroken(why);
    }
}
