package dev.windrose.engine.exchange;

import dev.windrose.http.Headers;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What came of a request's body while nobody could take it: little, since the client is paused then. */
final class HeldBody {
    private final ArrayDeque<ByteBuf> parts = new ArrayDeque<>(2);
    private @Nullable Headers trailers;
    private boolean ended;

    void add(ByteBuf data, boolean end) {
        parts.add(data);
        ended |= end;
    }

    void end(Headers last) {
        trailers = last;
        ended = true;
    }

    /** Hands everything on, in order, as long as the call that takes it is there. Returns whether nothing is left. */
    boolean sendTo(RequestBody body, Attempts attempts) {
        int attempt = attempts.number();
        UpstreamCall call = attempts.call();
        while (call != null && !parts.isEmpty()) {
            ByteBuf part = parts.remove();
            body.pass(part, ended && parts.isEmpty() && trailers == null, call);
            call = attempts.number() == attempt ? attempts.call() : null;
        }
        if (call != null && trailers != null) {
            body.passTrailers(trailers, call);
            trailers = null;
        }
        return call != null;
    }

    void release() {
        parts.forEach(ByteBuf::release);
        parts.clear();
    }
}
