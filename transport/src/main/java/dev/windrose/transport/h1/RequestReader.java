package dev.windrose.transport.h1;

import dev.windrose.engine.exchange.RequestSink;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.h1.BodyParser;
import dev.windrose.http.h1.HeadParser;
import dev.windrose.http.h1.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to read a request, and the request. Lent to a connection from the first byte of a request until all is answered, so that a
 * connection without a request, of which there may be very many, holds no parsers and no arrays.
 */
final class RequestReader {
    /** As many requests as one loop may have under way before some are made anew. */
    private static final int MAX_SPARE = 1024;
    /** A head that has grown beyond is not kept: one large request would cost its memory for ever. */
    private static final int MAX_KEPT_BYTES = 4 * 1024;

    private static final FastThreadLocal<ArrayDeque<RequestReader>> SPARE = new FastThreadLocal<>() {
        @Override
        protected ArrayDeque<RequestReader> initialValue() {
            return new ArrayDeque<>();
        }
    };

    private final HeadParser heads = new HeadParser(Limits.DEFAULT);
    private final BodyParser body = new BodyParser(Limits.DEFAULT);
    private final RequestHead request = new RequestHead();

    private RequestReader() {}

    static RequestReader borrow() {
        RequestReader known = SPARE.get().pollLast();
        return known == null ? new RequestReader() : known;
    }

    /** To be called when nobody may look at the request any more. Returns false in the middle of what comes before the next. */
    boolean giveBack() {
        if (!heads.isFresh()) {
            return false;
        }
        ArrayDeque<RequestReader> spare = SPARE.get();
        request.clear();
        int size = request.headers().array().length + request.target().length;
        if (spare.size() < MAX_SPARE && size <= MAX_KEPT_BYTES) {
            spare.addLast(this);
        }
        return true;
    }

    /** After a head. Returns whether no body follows. */
    boolean beginBody() {
        body.start(heads.framing(), request.contentLength());
        return body.isComplete();
    }

    /** Takes over the reference of {@code part}. */
    static void deliver(@Nullable ByteBuf part, boolean complete, Headers trailers, RequestSink receiver) {
        boolean more = complete && !trailers.isEmpty();
        if (part != null) {
            receiver.onRequestData(part, complete && !more);
        } else if (complete && !more) {
            receiver.onRequestData(Unpooled.EMPTY_BUFFER, true);
        }
        if (more) {
            receiver.onRequestTrailers(trailers);
        }
    }

    HeadParser heads() {
        return heads;
    }

    BodyParser body() {
        return body;
    }

    RequestHead request() {
        return request;
    }
}
