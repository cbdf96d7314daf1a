package dev.windrose.engine.snapshot;

import dev.windrose.filter.Content;
import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Filter;
import dev.windrose.filter.Peer;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.model.Destination;
import org.jspecify.annotations.Nullable;

/** An exchange for filters that look at nothing. */
final class UntouchedExchange implements Exchange {
    @Override
    public RequestHead request() {
        throw new AssertionError("request");
    }

    @Override
    public ResponseHead response() {
        throw new AssertionError("response");
    }

    @Override
    public Peer peer() {
        throw new AssertionError("peer");
    }

    @Override
    public String requestId() {
        throw new AssertionError("requestId");
    }

    @Override
    public void mirror(Destination destination) {
        throw new AssertionError("mirror");
    }

    @Override
    public void resume(Decision decision) {
        throw new AssertionError("resume");
    }

    @Override
    public void note(Filter owner, Object value) {
        throw new AssertionError("note");
    }

    @Override
    public @Nullable Object note(Filter owner) {
        throw new AssertionError("note");
    }

    @Override
    public void ask(Destination destination, RequestHead head, Content body, AnswerReceiver then) {
        throw new AssertionError("ask");
    }

    @Override
    public void awaitBody(int limit, BodyReceiver then) {
        throw new AssertionError("awaitBody");
    }
}
