package dev.windrose.engine.exchange;

import dev.windrose.http.Headers;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What came of a request's body while a filter had it suspended: little, since the client is paused then. */
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

    /** Hands everything to a call, in order. */
    void sendTo(UpstreamCall call, @Nullable Mirrors mirrors) {
        while (!parts.isEmpty()) {
            ByteBuf part = parts.remove();
            boolean last = ended && parts.isEmpty() && trailers == null;
            if (mirrors != null) {
                mirrors.data(part, last);
            }
            call.data(part, last);
        }
        if (trailers != null) {
            if (mirrors != null) {
                mirrors.trailers(trailers);
            }
            call.trailers(trailers);
        }
    }

    void release() {
        parts.forEach(ByteBuf::release);
        parts.clear();
    }
}
