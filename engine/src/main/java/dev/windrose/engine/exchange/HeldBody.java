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
    private int size;

    void add(ByteBuf data, boolean end) {
        parts.add(data);
        size += data.readableBytes();
        ended |= end;
    }

    void end(Headers last) {
        trailers = last;
        ended = true;
    }

    /** In bytes; all that ever came. */
    int size() {
        return size;
    }

    byte[] copy() {
        byte[] all = new byte[size];
        int at = 0;
        for (ByteBuf part : parts) {
            int length = part.readableBytes();
            part.getBytes(part.readerIndex(), all, at, length);
            at += length;
        }
        return all;
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
