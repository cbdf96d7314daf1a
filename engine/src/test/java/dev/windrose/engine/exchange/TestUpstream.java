package dev.windrose.engine.exchange;

import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.exchange.Failure.Retry;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Endpoints that answer when a test says so. */
final class TestUpstream implements Upstream {
    private final List<String> seen;
    private final List<Call> calls = new ArrayList<>();
    private Consumer<Call> reaction = _ -> {};

    /** {@code seen} takes each call. */
    TestUpstream(List<String> seen) {
        this.seen = seen;
    }

    /** What happens to every call before it returns. */
    void onCall(Consumer<Call> newReaction) {
        reaction = newReaction;
    }

    /** All calls so far. */
    List<Call> calls() {
        return calls;
    }

    Call last() {
        return calls.getLast();
    }

    @Override
    public UpstreamCall call(Loop loop, Endpoint endpoint, RequestHead head, boolean end, ResponseReceiver receiver) {
        Call call = new Call(endpoint, head.path(), end, receiver);
        calls.add(call);
        seen.add("call " + endpoint);
        reaction.accept(call);
        return call;
    }

    /** One call, with both of its ends. */
    static final class Call implements UpstreamCall {
        private final Endpoint endpoint;
        private final String path;
        private final ResponseReceiver receiver;
        private final StringBuilder body = new StringBuilder();
        private boolean writable = true;
        private String end;

        private Call(Endpoint endpoint, String path, boolean whole, ResponseReceiver receiver) {
            this.endpoint = endpoint;
            this.path = path;
            this.end = whole ? "whole" : "";
            this.receiver = receiver;
        }

        Endpoint endpoint() {
            return endpoint;
        }

        /** The endpoint's port, by which a test tells it from others. */
        int port() {
            return endpoint.address().getPort();
        }

        String path() {
            return path;
        }

        /** What came of the request's body. */
        String body() {
            return body.toString();
        }

        /** {@code whole}, {@code cancelled}, {@code timed out}, or nothing yet. */
        String end() {
            return end;
        }

        void writable(boolean now) {
            writable = now;
        }

        void connected(boolean reused) {
            receiver.onConnected(reused);
        }

        /** A whole answer; an empty body ends with the head. */
        void answer(int status, String text) {
            head(status, text.isEmpty());
            if (!text.isEmpty() && !end.equals("cancelled")) {
                receiver.onData(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), true);
            }
        }

        void head(int status, boolean last) {
            ResponseHead head = new ResponseHead();
            head.status(status);
            receiver.onHead(head, last);
        }

        void fail(Kind kind, Retry retry) {
            receiver.onFailure(Failure.upstream(kind, retry, "the test says so", null));
        }

        @Override
        public void data(ByteBuf data, boolean last) {
            body.append(data.toString(StandardCharsets.UTF_8));
            data.release();
            end = last ? "whole" : end;
        }

        @Override
        public void trailers(Headers trailers) {
            end = "whole";
        }

        @Override
        public void cancel() {
            end = "cancelled";
        }

        @Override
        public void timedOut() {
            end = "timed out";
        }

        @Override
        public boolean isWritable() {
            return writable;
        }

        @Override
        public void pauseResponse(boolean paused) {}
    }
}
