package dev.windrose.transport;

import dev.windrose.engine.exchange.Downstream;
import dev.windrose.engine.exchange.ExchangeStarter;
import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.RequestSink;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.http.h1.Rejection;
import dev.windrose.transport.h1.RejectionReply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Stands before a connection's exchanges: ends the connection when some must, and answers 503 when nothing more may be begun. */
final class OverloadedStarter implements ExchangeStarter {
    private static final Rejection REPLY = new Rejection(
            Failure.Kind.OVERLOADED.status(), Failure.Kind.OVERLOADED.code(), Failure.Kind.OVERLOADED.sentence());
    private static final HeaderName CACHE_CONTROL = HeaderName.of("cache-control");
    private static final HeaderName RETRY_AFTER = HeaderName.of("retry-after");

    private final ExchangeStarter exchanges;
    private final Admission admission;
    private Runnable drain = () -> {};

    OverloadedStarter(ExchangeStarter exchanges, Admission admission) {
        this.exchanges = exchanges;
        this.admission = admission;
    }

    /** {@code newDrain} ends the connection when it has nothing to do. */
    void onShed(Runnable newDrain) {
        drain = newDrain;
    }

    @Override
    public RequestSink start(Downstream downstream, RequestHead head, boolean end) {
        if (admission.overload().level() == Overload.Level.NONE) {
            return exchanges.start(downstream, head, end);
        }
        drain.run();
        if (!admission.overload().isAtLeast(Overload.Level.REJECT)) {
            return exchanges.start(downstream, head, end);
        }
        admission.refuse(Admission.Refusal.OVERLOADED_REQUEST);
        return reply(downstream, head.method().equals("HEAD"));
    }

    private static RequestSink reply(Downstream downstream, boolean bare) {
        byte[] body = RejectionReply.problem(REPLY).getBytes(StandardCharsets.UTF_8);
        ResponseHead head = new ResponseHead();
        head.status(REPLY.status());
        head.contentLength(body.length);
        head.headers().add(HeaderName.CONTENT_TYPE, "application/problem+json");
        head.headers().add(CACHE_CONTROL, "no-store");
        head.headers().add(RETRY_AFTER, "1");
        downstream.head(head, bare);
        if (!bare) {
            downstream.data(Unpooled.wrappedBuffer(body), true);
        }
        return new Dropped();
    }

    /** What still comes of a request that nobody takes. */
    private static final class Dropped implements RequestSink {
        @Override
        public void onRequestData(ByteBuf data, boolean end) {
            data.release();
        }

        @Override
        public void onRequestTrailers(Headers trailers) {}

        @Override
        public void onDownstreamClosed(Failure why) {}

        @Override
        public void onDownstreamWritable() {}
    }
}
