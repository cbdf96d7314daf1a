package dev.windrose.engine.exchange;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.exchange.Failure.Retry;
import dev.windrose.engine.route.Route;
import dev.windrose.engine.route.Target;
import dev.windrose.engine.session.SessionTokens;
import dev.windrose.engine.snapshot.RunningListener;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.filter.Decision;
import dev.windrose.filter.LocalReply;
import dev.windrose.filter.Peer;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.model.ListenerId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response on their way through the engine; reads top to bottom in the order of a request:
 *
 * <p>admit → route → filters → deadline → target → [endpoint → call]* → response filters (reversed) → finish.
 *
 * <p>Belongs to one event loop. It keeps the snapshot it started with, so a reload never changes a request under way.
 */
public final class ProxyExchange implements RequestSink, ResponseReceiver {
    private final ProxyEngine engine;
    private final ListenerId listener;
    private final Downstream downstream;
    private final RequestHead request;
    private final ExchangeTimeline timeline;
    private final Snapshot snapshot;
    private final Attempts attempts;
    private final RequestBody body;

    private @Nullable RequestId id;
    private @Nullable Route route;
    private @Nullable FilterChain filters;
    private boolean suspended;

    private @Nullable Target target;
    private Loop.@Nullable Timer requestTimer;

    /** The response's head while it passes: the upstream's, or one made here. */
    private @Nullable ResponseHead response;

    private @Nullable SessionTokens sessions;
    private boolean responseStarted;
    private boolean tunnel;
    private boolean finished;

    ProxyExchange(ProxyEngine engine, ListenerId listener, Downstream downstream, RequestHead request) {
        this.engine = engine;
        this.listener = listener;
        this.downstream = downstream;
        this.request = request;
        this.snapshot = engine.snapshots().get();
        this.timeline = new ExchangeTimeline(this, listener, downstream.loop());
        this.body = new RequestBody(downstream);
        this.attempts = new Attempts(downstream.loop(), engine.upstream(), timeline);
    }

    // ---- admit: what the peer is allowed to say about itself is settled before anyone looks at the request

    void begin(boolean end) {
        admit(end);
        route();
    }

    /** In place of {@link #begin}: the request is answered at once, whatever it asks for. */
    void refuse(boolean end, LocalReply reply) {
        admit(end);
        reply(reply, null);
    }

    private void admit(boolean end) {
        if (end) {
            body.ended();
        }
        timeline.remember(request);
        ForwardingHeaders.prepareRequest(request, downstream.peer());
        id = RequestId.assign(request.headers(), downstream.peer().isTrusted());
    }

    // ---- route: on the canonical path, which is also what filters authorize and backends get

    private void route() {
        RunningListener running = snapshot.listeners().get(listener);
        if (running == null || running.routes() == null) {
            fail(Failure.proxy(Kind.NO_LISTENER, "the listener is no longer configured"));
            return;
        }
        if (running.routes().isMisdirected(downstream.peer().serverName(), request.authority())) {
            fail(Failure.proxy(Kind.MISDIRECTED, "the host belongs to another listener than the server name"));
            return;
        }
        Route found = running.routes().find(request);
        if (found == null) {
            fail(Failure.proxy(Kind.NO_ROUTE, "no route matches"));
            return;
        }
        route = found;
        sessions = running.sessions();
        timeline.matched(found);
        if (found.retry() != null) {
            attempts.follow(found.retry());
            body.repeatable();
        }
        if (found.filters().length > 0) {
            timeline.rememberPath(request);
            filters().ofRoute(found.filters());
        }
        runFilters();
    }

    // ---- filters: the route's own first, then, once a share is drawn, that share's

    private void runFilters() {
        if (filters != null && !proceed(filters.onRequest())) {
            return;
        }
        if (target == null) {
            drawTarget(Objects.requireNonNull(route));
        } else {
            send();
        }
    }

    private FilterChain filters() {
        FilterChain known =
                filters == null ? new FilterChain(this, snapshot, engine.upstream(), downstream.loop(), body) : filters;
        filters = known;
        return known;
    }

    private boolean proceed(Decision decision) {
        switch (decision) {
            case Decision.Continue() -> {
                return true;
            }
            case Decision.Respond(LocalReply reply) -> {
                reply(reply, null);
                return false;
            }
            case Decision.Suspend() -> {
                suspended = true;
                limit();
                downstream.pauseRequest(!body.isGathering());
                return false;
            }
        }
    }

    /** From any thread. */
    void resume(Decision decision) {
        downstream.loop().execute(() -> {
            if (!suspended || finished) {
                return;
            }
            suspended = false;
            if (proceed(decision)) {
                runFilters();
            }
            // Only now: what has waited is taken at once, and needs its call to be there.
            goOnReading();
        });
    }

    /** Takes more of the request if someone can use it now. */
    private void goOnReading() {
        UpstreamCall call = attempts.call();
        boolean taken = call == null ? !attempts.isWaiting() : call.isWritable();
        if (taken && !suspended && !finished) {
            downstream.pauseRequest(false);
        }
    }

    // ---- deadline and target: the deadline covers all attempts

    private void drawTarget(Route matched) {
        limit();
        Target drawn = attempts.draw(matched, request, Objects.requireNonNull(sessions));
        target = drawn;
        timeline.drawn(drawn);
        if (drawn.cluster() == null) {
            LocalReply unresolved = Kind.UNRESOLVED.reply(drawn.failStatus());
            reply(unresolved, Failure.proxy(Kind.UNRESOLVED, drawn.failWhy()));
            return;
        }
        if (drawn.filters().length > 0) {
            filters().ofShare(drawn.filters());
            timeline.rememberPath(request);
            runFilters();
            return;
        }
        send();
    }

    /** From when something is waited for. */
    private void limit() {
        long nanos = Objects.requireNonNull(route).requestTimeoutNanos();
        if (nanos > 0 && requestTimer == null) {
            requestTimer = downstream.loop().after(nanos, this::onRequestTimeout);
        }
    }

    // ---- attempts: an endpoint is picked for each anew

    private void send() {
        ForwardingHeaders.nameHost(request, downstream.peer());
        attempt();
        if (!finished) {
            body.start(engine.upstream(), request, cluster().spec());
            body.sendTo(attempts);
        }
    }

    private void attempt() {
        Cluster cluster = cluster();
        if (!attempts.pick(cluster, downstream.peer())) {
            fail(Failure.proxy(Kind.NO_ENDPOINT, "cluster " + cluster.spec().id() + " has no endpoint"));
            return;
        }
        attempts.limit(Objects.requireNonNull(route).backendTimeoutNanos(), this::onAttemptTimeout);
        attempts.send(request, body.isBare(), this);
        UpstreamCall call = attempts.call();
        if (call != null && !call.isWritable() && !body.hasEnded()) {
            downstream.pauseRequest(true);
        }
    }

    private Cluster cluster() {
        return Objects.requireNonNull(Objects.requireNonNull(target).cluster());
    }

    /** After an attempt that may be followed by another: it is, unless too many are. */
    private void retry() {
        if (!attempts.takeRetry(cluster())) {
            fail(Failure.proxy(Kind.RETRY_BUDGET, "retries are too large a share of the requests"));
        } else if (!attempts.again(this::attemptAgain)) {
            downstream.pauseRequest(true);
        }
    }

    private void attemptAgain() {
        attempt();
        body.sendTo(attempts);
        goOnReading();
    }

    // ---- the request's body, on to the endpoint

    @Override
    public void onRequestData(ByteBuf data, boolean end) {
        if (end) {
            body.ended();
        }
        timeline.requestBytes(data.readableBytes());
        UpstreamCall current = attempts.call();
        if (current != null) {
            body.pass(data, end, current);
            if (!end && attempts.call() != null && !current.isWritable()) {
                downstream.pauseRequest(true);
            }
        } else if (isAwaited()) {
            hold(data, end);
        } else {
            data.release();
        }
    }

    @Override
    public void onRequestTrailers(Headers trailers) {
        body.ended();
        ForwardingHeaders.prepareTrailers(trailers);
        UpstreamCall current = attempts.call();
        if (current != null) {
            body.passTrailers(trailers, current);
        } else if (isAwaited()) {
            body.holdTrailers(trailers);
        }
    }

    private void hold(ByteBuf data, boolean end) {
        body.hold(data, end);
        if (!body.isGathering()) {
            downstream.pauseRequest(true);
        }
    }

    /** Whether there will be a call for the body. */
    private boolean isAwaited() {
        return !finished && (suspended || attempts.isWaiting());
    }

    @Override
    public void onWritable() {
        if (!suspended && !finished) {
            downstream.pauseRequest(false);
        }
    }

    // ---- the response, on to the client

    @Override
    public void onConnected(boolean reused) {
        attempts.connected(reused);
    }

    @Override
    public void onInterim(ResponseHead head) {
        // One that would have to wait is dropped: it is of use at once or not at all.
        if (!finished && !responseStarted && downstream.isWritable()) {
            ForwardingHeaders.prepareResponse(head.headers(), false);
            downstream.interim(head);
        }
    }

    @Override
    public void onHead(ResponseHead head, boolean end) {
        if (!finished && attempts.mayRetry(head.status(), body)) {
            attempts.refuse(end);
            retry();
        } else if (!finished) {
            tunnel = head.status() == 101;
            ForwardingHeaders.prepareResponse(head.headers(), tunnel);
            attempts.answered();
            startResponse(head, end);
        }
    }

    private void startResponse(ResponseHead head, boolean end) {
        response = head;
        responseStarted = true;
        body.keepNoMore();
        if (tunnel) {
            unlimit();
        }
        LocalReply instead = filters == null ? null : filters.onResponse();
        if (instead != null) {
            tunnel = false;
            attempts.cancel();
            reply(instead, null);
            return;
        }
        attempts.tellSession(request, head);
        timeline.responseStarted(head.status());
        if (end) {
            finish();
        }
        downstream.head(head, end);
    }

    @Override
    public void onData(ByteBuf data, boolean end) {
        if (finished) {
            data.release();
            return;
        }
        timeline.responseBytes(data.readableBytes());
        if (end) {
            finish();
        }
        downstream.data(data, end);
        UpstreamCall call = attempts.call();
        if (!end && call != null && !downstream.isWritable()) {
            call.pauseResponse(true);
        }
    }

    @Override
    public void onTrailers(Headers trailers) {
        if (!finished) {
            finish();
            downstream.trailers(trailers);
        }
    }

    @Override
    public void onDownstreamWritable() {
        UpstreamCall call = attempts.call();
        if (call != null) {
            call.pauseResponse(false);
        }
    }

    // ---- what can go wrong

    @Override
    public void onFailure(Failure failure) {
        attempts.failed(failure);
        retryOrFail(failure);
    }

    @Override
    public void onDownstreamClosed(Failure why) {
        if (!finished) {
            attempts.abandon(why);
            timeline.failed(why);
            finish();
        }
    }

    private void retryOrFail(Failure failure) {
        if (!responseStarted && !finished && attempts.mayRetry(failure, request, body)) {
            retry();
        } else {
            fail(failure);
        }
    }

    private void onRequestTimeout() {
        if (!finished) {
            attempts.timedOut();
            fail(Failure.proxy(Kind.REQUEST_TIMEOUT, "the route's request timeout ended"));
        }
    }

    private void onAttemptTimeout() {
        if (!finished) {
            attempts.timedOut();
            retryOrFail(Failure.upstream(Kind.BACKEND_TIMEOUT, Retry.NEVER, "the backend request timeout ended", null));
        }
    }

    /** Limits are for an answer; what a tunnel carries may last. */
    private void unlimit() {
        if (requestTimer != null) {
            requestTimer.cancel();
        }
        attempts.unlimit();
    }

    private void fail(Failure failure) {
        if (finished) {
            return;
        }
        if (responseStarted) {
            timeline.failed(failure);
            finish();
            downstream.abort(failure);
            return;
        }
        reply(attempts.reply(failure), failure);
    }

    private void reply(LocalReply reply, @Nullable Failure failure) {
        ResponseHead head = new ResponseHead();
        byte[] content = ProblemReply.render(reply, request, requestId(), head);
        timeline.repliedLocally(reply.code(), failure);
        boolean bare = content.length == 0 || request.method().equals("HEAD");
        startResponse(head, bare);
        if (!finished) {
            timeline.responseBytes(content.length);
            finish();
            downstream.data(Unpooled.wrappedBuffer(content), true);
        }
    }

    // ---- finish: before the last bytes go out, since the client's connection may start the next exchange then

    private void finish() {
        finished = true;
        unlimit();
        if (filters != null) {
            filters.end();
        }
        if (body.hasEnded()) {
            attempts.end();
        } else {
            attempts.cancel();
        }
        body.release();
        timeline.finish();
        engine.observer().onFinished(timeline);
    }

    // ---- what filters and the timeline see

    RequestHead request() {
        return request;
    }

    @Nullable
    ResponseHead response() {
        return response;
    }

    Peer peer() {
        return downstream.peer();
    }

    String requestId() {
        return id == null ? "" : id.toString();
    }
}
