package dev.windrose.engine.exchange;

import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.exchange.Failure.Retry;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Endpoints whose answers a test gives, call by call. */
final class RecordedUpstream implements Upstream {
    final List<Call> calls = new ArrayList<>();

    @Override
    public UpstreamCall call(Loop loop, Endpoint endpoint, RequestHead head, boolean end, ResponseReceiver receiver) {
        RequestHead sent = new RequestHead();
        sent.copyFrom(head);
        Call call = new Call(endpoint, sent, end, receiver);
        calls.add(call);
        return call;
    }

    Call last() {
        return calls.getLast();
    }

    /** One request as it came. */
    static final class Call implements UpstreamCall {
        final Endpoint endpoint;
        final RequestHead head;
        final StringBuilder body = new StringBuilder();
        private final ResponseReceiver receiver;
        boolean ended;
        boolean cancelled;
        boolean timedOut;

        Call(Endpoint endpoint, RequestHead head, boolean ended, ResponseReceiver receiver) {
            this.endpoint = endpoint;
            this.head = head;
            this.ended = ended;
            this.receiver = receiver;
        }

        void connected(boolean reused) {
            receiver.onConnected(reused);
        }

        /** A whole answer; an empty body ends with the head. */
        void answer(int status, String content, String... headers) {
            ResponseHead answer = new ResponseHead();
            answer.status(status);
            for (int i = 0; i < headers.length; i += 2) {
                answer.headers().add(HeaderName.of(headers[i]), headers[i + 1]);
            }
            receiver.onHead(answer, content.isEmpty());
            if (!content.isEmpty() && !cancelled) {
                receiver.onData(Unpooled.copiedBuffer(content, StandardCharsets.UTF_8), true);
            }
        }

        void fail(Kind kind, Retry retry) {
            receiver.onFailure(Failure.upstream(kind, retry, "test", null));
        }

        @Override
        public void data(ByteBuf data, boolean end) {
            body.append(data.toString(StandardCharsets.UTF_8));
            data.release();
            ended |= end;
        }

        @Override
        public void trailers(Headers trailers) {
            ended = true;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public void timedOut() {
            timedOut = true;
            cancel();
        }

        @Override
        public boolean isWritable() {
            return !cancelled;
        }

        @Override
        public void pauseResponse(boolean paused) {}
    }
}
