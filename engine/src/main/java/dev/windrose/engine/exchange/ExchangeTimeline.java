package dev.windrose.engine.exchange;

import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.route.Route;
import dev.windrose.engine.route.Target;
import dev.windrose.engine.telemetry.FinishedExchange;
import dev.windrose.filter.Peer;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.model.ListenerId;
import org.jspecify.annotations.Nullable;

/** When what happened in one exchange, and how it ended: the one source of access log, metrics and traces. */
final class ExchangeTimeline implements FinishedExchange {
    private static final String OK = "ok";
    private static final int TRACE_ID_START = 3;
    private static final int TRACE_ID_END = 35;

    private final ProxyExchange exchange;
    private final ListenerId listener;
    private final Loop loop;
    private final long start;
    private int attempts;
    private long firstByte;
    private long attemptStart;
    private long upstreamEnd;
    private long end;
    private long requestBytes;
    private long responseBytes;
    private int status = 499;
    private String reason = OK;
    private String clientMethod = "";
    private String clientAuthority = "";
    private @Nullable String clientPath;
    private @Nullable Endpoint lastEndpoint;
    private @Nullable Throwable cause;
    private @Nullable Route route;
    private @Nullable Target target;

    ExchangeTimeline(ProxyExchange exchange, ListenerId listener, Loop loop) {
        this.listener = listener;
        this.exchange = exchange;
        this.loop = loop;
        this.start = loop.nanoTime();
    }

    // ---- told by the exchange

    void matched(Route found) {
        route = found;
    }

    void drawn(Target chosen) {
        target = chosen;
    }

    void remember(RequestHead head) {
        clientMethod = head.method();
        clientAuthority = head.authority();
    }

    /** Before filters, which may rewrite the path. */
    void rememberPath(RequestHead head) {
        if (clientPath == null) {
            clientPath = head.path();
        }
    }

    void attemptStarted(Endpoint endpoint, int number) {
        lastEndpoint = endpoint;
        attempts = number;
        if (attemptStart == 0) {
            attemptStart = loop.nanoTime();
        }
    }

    void attemptEnded() {
        if (attemptStart != 0) {
            upstreamEnd = loop.nanoTime();
        }
    }

    void requestBytes(int count) {
        requestBytes += count;
    }

    void responseBytes(int count) {
        responseBytes += count;
    }

    void responseStarted(int sentStatus) {
        status = sentStatus;
        firstByte = loop.nanoTime();
    }

    void repliedLocally(String code, @Nullable Failure failure) {
        reason = code;
        cause = failure == null ? null : failure.cause();
    }

    /** Without an answer from here. What the client is told, or would be if it were still there, is the failure's own status. */
    void failed(Failure failure) {
        if (firstByte == 0) {
            status = failure.kind().status();
        }
        reason = failure.kind().code();
        cause = failure.cause();
    }

    void finish() {
        end = loop.nanoTime();
    }

    // ---- read by observers

    @Override
    public String listener() {
        return listener.value();
    }

    @Override
    public String route() {
        return route == null ? "" : route.spec().id().value();
    }

    @Override
    public String cluster() {
        return target == null || target.cluster() == null
                ? ""
                : target.cluster().spec().id().value();
    }

    @Override
    public String endpoint() {
        return lastEndpoint == null ? "" : lastEndpoint.toString();
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String reason() {
        return reason;
    }

    @Override
    public int attempts() {
        return attempts;
    }

    @Override
    public RequestHead request() {
        return exchange.request();
    }

    @Override
    public String clientMethod() {
        return clientMethod;
    }

    @Override
    public String clientPath() {
        return clientPath == null ? exchange.request().path() : clientPath;
    }

    @Override
    public String clientAuthority() {
        return clientAuthority;
    }

    @Override
    public Peer peer() {
        return exchange.peer();
    }

    @Override
    public String requestId() {
        return exchange.requestId();
    }

    @Override
    public String traceId() {
        Headers headers = exchange.request().headers();
        int slot = headers.find(HeaderName.TRACEPARENT);
        return slot < 0 || headers.valueLength(slot) < TRACE_ID_END
                ? ""
                : headers.value(slot).substring(TRACE_ID_START, TRACE_ID_END);
    }

    @Override
    public long requestBytes() {
        return requestBytes;
    }

    @Override
    public long responseBytes() {
        return responseBytes;
    }

    @Override
    public long durationNanos() {
        return end - start;
    }

    @Override
    public long upstreamNanos() {
        return attemptStart == 0 ? 0 : upstreamEnd - attemptStart;
    }

    @Override
    public long firstByteNanos() {
        return firstByte == 0 ? 0 : firstByte - start;
    }

    @Override
    public int loopIndex() {
        return loop.index();
    }

    @Override
    public @Nullable Throwable cause() {
        return cause;
    }
}
