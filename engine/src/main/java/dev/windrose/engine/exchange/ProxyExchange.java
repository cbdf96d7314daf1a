package dev.windrose.engine.exchange;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.exchange.Failure.Retry;
import dev.windrose.engine.route.Route;
import dev.windrose.engine.route.Target;
import dev.windrose.engine.snapshot.RunningListener;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Filter;
import dev.windrose.filter.LocalReply;
import dev.windrose.filter.Peer;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.model.Destination;
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
public final class ProxyExchange implements Exchange, RequestSink, ResponseReceiver {
    private final ProxyEngine engine;
    private final ListenerId listener;
    private final Downstream downstream;
    private final RequestHead request;
    private final ExchangeTimeline timeline;
    private final Snapshot snapshot;
    private final Attempts attempts;

    private @Nullable RequestId id;
    private @Nullable Route route;
    private @Nullable FilterChain filters;
    private boolean suspended;
    private @Nullable Mirrors mirrors;

    private @Nullable Target target;
    private Loop.@Nullable Timer requestTimer;

    /** The response's head while it passes: the upstream's, or one made here. */
    private @Nullable ResponseHead response;

    private boolean requestEnded;
    private boolean bodyForwarded;
    private boolean responseStarted;
    private boolean tunnel;
    private boolean finished;
    /** What came of the body while a filter had the request suspended. */
    private @Nullable HeldBody held;

    ProxyExchange(ProxyEngine engine, ListenerId listener, Downstream downstream, RequestHead request) {
        this.engine = engine;
        this.listener = listener;
        this.downstream = downstream;
        this.request = request;
        this.snapshot = engine.snapshots().get();
        this.timeline = new ExchangeTimeline(this, listener, downstream.loop());
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
        requestEnded = end;
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
        timeline.matched(found);
        if (found.filters().length > 0) {
            timeline.rememberPath(request);
            filters().ofRoute(found.filters());
        }
        runFilters();
    }

    // ---- filters: the route's own first, then, once a share is drawn, that share's

    private void runFilters() {
        if (filters != null && !proceed(filters.onRequest(this))) {
            return;
        }
        if (target == null) {
            drawTarget(Objects.requireNonNull(route));
        } else {
            send();
        }
    }

    private FilterChain filters() {
        FilterChain known = filters == null ? new FilterChain() : filters;
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
                downstream.pauseRequest(true);
                return false;
            }
        }
    }

    @Override
    public void resume(Decision decision) {
        downstream.loop().execute(() -> {
            if (!suspended || finished) {
                return;
            }
            suspended = false;
            if (proceed(decision)) {
                runFilters();
            }
            // Only now: what has waited is taken at once, and needs its call to be there.
            UpstreamCall call = attempts.call();
            if (!suspended && !finished && (call == null || call.isWritable())) {
                downstream.pauseRequest(false);
            }
        });
    }

    // ---- deadline and target: the deadline covers all attempts

    private void drawTarget(Route matched) {
        if (matched.requestTimeoutNanos() > 0) {
            requestTimer = downstream.loop().after(matched.requestTimeoutNanos(), this::onRequestTimeout);
        }
        Target drawn = matched.targets().pick();
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

    // ---- attempts: an endpoint is picked for each anew

    private void send() {
        ForwardingHeaders.nameHost(request, downstream.peer());
        attempt();
        if (mirrors != null && !finished) {
            mirrors.start(downstream.loop(), engine.upstream(), request, requestEnded && held == null);
        }
        releaseHeld();
    }

    private void attempt() {
        Cluster cluster = Objects.requireNonNull(Objects.requireNonNull(target).cluster());
        if (!attempts.pick(cluster, downstream.peer())) {
            fail(Failure.proxy(Kind.NO_ENDPOINT, "cluster " + cluster.spec().id() + " has no endpoint"));
            return;
        }
        attempts.limit(Objects.requireNonNull(route).backendTimeoutNanos(), this::onAttemptTimeout);
        attempts.send(request, requestEnded && held == null, this);
        UpstreamCall call = attempts.call();
        if (call != null && !call.isWritable() && !requestEnded) {
            downstream.pauseRequest(true);
        }
    }

    private boolean mayRetry(Failure failure) {
        return !(responseStarted || bodyForwarded || finished) && attempts.mayRetry(failure, request, requestEnded);
    }

    // ---- the request's body, on to the endpoint

    @Override
    public void onRequestData(ByteBuf data, boolean end) {
        requestEnded |= end;
        timeline.requestBytes(data.readableBytes());
        UpstreamCall current = attempts.call();
        if (current == null) {
            holdOrDrop(data, end);
            return;
        }
        bodyForwarded = true;
        if (mirrors != null) {
            mirrors.data(data, end);
        }
        current.data(data, end);
        if (!end && attempts.call() != null && !current.isWritable()) {
            downstream.pauseRequest(true);
        }
    }

    @Override
    public void onRequestTrailers(Headers trailers) {
        requestEnded = true;
        ForwardingHeaders.prepareTrailers(request, trailers);
        UpstreamCall current = attempts.call();
        if (current == null) {
            if (held != null) {
                held.end(trailers);
            }
            return;
        }
        bodyForwarded = true;
        if (mirrors != null) {
            mirrors.trailers(trailers);
        }
        current.trailers(trailers);
    }

    private void holdOrDrop(ByteBuf data, boolean end) {
        if (!suspended || finished) {
            data.release();
            return;
        }
        if (held == null) {
            held = new HeldBody();
        }
        held.add(data, end);
    }

    private void releaseHeld() {
        HeldBody body = held;
        held = null;
        UpstreamCall call = attempts.call();
        if (body != null && call != null) {
            bodyForwarded = true;
            body.sendTo(call, mirrors);
        } else if (body != null) {
            body.release();
        }
    }

    @Override
    public void onWritable() {
        if (!suspended && !finished) {
            downstream.pauseRequest(false);
        }
    }

    // ---- the response, on to the client

    @Override
    public void onConnected(boolean reused) {}

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
        if (!finished) {
            tunnel = head.status() == 101;
            ForwardingHeaders.prepareResponse(head.headers(), tunnel);
            startResponse(head, end);
        }
    }

    private void startResponse(ResponseHead head, boolean end) {
        response = head;
        responseStarted = true;
        if (tunnel) {
            unlimit();
        }
        LocalReply instead = filters == null ? null : filters.onResponse(this);
        if (instead != null) {
            tunnel = false;
            attempts.cancel();
            reply(instead, null);
            return;
        }
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
        attempts.end();
        if (mayRetry(failure)) {
            attempt();
        } else {
            fail(failure);
        }
    }

    @Override
    public void onDownstreamClosed(Failure why) {
        if (!finished) {
            attempts.abandon(why);
            timeline.failed(why);
            finish();
        }
    }

    private void onRequestTimeout() {
        timedOut(Failure.proxy(Kind.REQUEST_TIMEOUT, "the route's request timeout ended"));
    }

    private void onAttemptTimeout() {
        timedOut(Failure.upstream(Kind.BACKEND_TIMEOUT, Retry.NEVER, "the backend request timeout ended", null));
    }

    /** Limits are for an answer; what a tunnel carries may last. */
    private void unlimit() {
        if (requestTimer != null) {
            requestTimer.cancel();
        }
        attempts.unlimit();
    }

    private void timedOut(Failure failure) {
        if (!finished) {
            attempts.timedOut();
            fail(failure);
        }
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
        reply(failure.kind().reply(), failure);
    }

    private void reply(LocalReply reply, @Nullable Failure failure) {
        ResponseHead head = new ResponseHead();
        byte[] body = ProblemReply.render(reply, request, requestId(), head);
        timeline.repliedLocally(reply.code(), failure);
        boolean bare = body.length == 0 || request.method().equals("HEAD");
        startResponse(head, bare);
        if (!finished) {
            timeline.responseBytes(body.length);
            finish();
            downstream.data(Unpooled.wrappedBuffer(body), true);
        }
    }

    // ---- finish: before the last bytes go out, since the client's connection may start the next exchange then

    private void finish() {
        finished = true;
        unlimit();
        if (requestEnded) {
            attempts.end();
        } else {
            attempts.cancel();
        }
        if (!requestEnded && mirrors != null) {
            mirrors.stop();
        }
        if (held != null) {
            held.release();
            held = null;
        }
        timeline.finish();
        engine.observer().onFinished(timeline);
    }

    // ---- what filters and the timeline see

    @Override
    public RequestHead request() {
        return request;
    }

    @Override
    public ResponseHead response() {
        if (response == null) {
            throw new IllegalStateException("response: (expected: to be asked in onResponse)");
        }
        return response;
    }

    @Override
    public Peer peer() {
        return downstream.peer();
    }

    @Override
    public String requestId() {
        return id == null ? "" : id.toString();
    }

    @Override
    public void mirror(Destination destination) {
        mirrors = Mirrors.with(mirrors, snapshot.clusters(), destination);
    }

    @Override
    public void note(Filter owner, Object value) {
        filters().note(owner, value);
    }

    @Override
    public @Nullable Object note(Filter owner) {
        return filters == null ? null : filters.note(owner);
    }
}
