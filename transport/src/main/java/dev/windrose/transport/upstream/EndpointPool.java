package dev.windrose.transport.upstream;

import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.exchange.Failure.Retry;
import dev.windrose.engine.exchange.ResponseReceiver;
import dev.windrose.engine.exchange.UpstreamCall;
import dev.windrose.http.RequestHead;
import dev.windrose.model.ClusterId;
import dev.windrose.transport.h1.H1UpstreamConnection;
import dev.windrose.transport.h2.H2UpstreamConnection;
import dev.windrose.transport.loop.NettyLoop;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One loop's connections to one endpoint. A call that finds none free waits for one to be opened: of its own in HTTP/1.1, shared with others in
 * HTTP/2. While it is not known yet which of them the endpoint speaks, the first connection is waited for, so that no crowd of connections is
 * opened to an endpoint that needs one.
 */
final class EndpointPool implements Connector.Opening, WaitingCall.Queue, NettyLoop.Swept {
    /** A queue beyond would only hide an overload. */
    private static final int MAX_WAITING = 1024;

    private static final int MAX_CONNECTIONS = 1024;
    /** How many calls one HTTP/2 connection is expected to take while its limit is unknown: the least that RFC 9113 §6.5.2 recommends. */
    private static final int USUAL_STREAMS = 100;

    /** That of the last call: of those that share a site, the ones of a newer snapshot may differ in how long they wait for a connection. */
    private Endpoint endpoint;

    private final NettyLoop loop;
    private final Connector connector;
    private final Consumer<EndpointPool> unused;
    private final ArrayDeque<WaitingCall> waiting = new ArrayDeque<>();
    private final Http1Connections http1;
    private final Http2Connections http2;
    private Speaks speaks;
    private int connecting;

    private enum Speaks {
        UNKNOWN,
        HTTP1,
        HTTP2
    }

    /** {@code unused} runs when the last connection is gone and nobody waits for another. */
    EndpointPool(Endpoint endpoint, NettyLoop loop, Connector connector, Consumer<EndpointPool> unused) {
        this.endpoint = endpoint;
        this.loop = loop;
        this.connector = connector;
        this.unused = unused;
        this.http1 = new Http1Connections(loop, this);
        this.http2 = new Http2Connections(loop, this);
        this.speaks = switch (endpoint.cluster().spec().protocol()) {
            case AUTO -> endpoint.cluster().spec().tls() == null ? Speaks.HTTP1 : Speaks.UNKNOWN;
            case HTTP1, TCP -> Speaks.HTTP1;
            case HTTP2 -> Speaks.HTTP2;
        };
        loop.sweep(this);
    }

    /** The next calls are for an endpoint of the same site. */
    void lead(Endpoint to) {
        endpoint = to;
    }

    ClusterId cluster() {
        return endpoint.cluster().spec().id();
    }

    UpstreamCall call(RequestHead head, boolean end, ResponseReceiver receiver) {
        UpstreamCall started = waiting.isEmpty() ? start(head, end, receiver) : null;
        if (started != null) {
            return started;
        }
        WaitingCall call = new WaitingCall(head, end, receiver, this, loop.coarseTime());
        if (waiting.size() >= MAX_WAITING) {
            call.fail(overloaded("too many requests wait for a connection to " + endpoint));
        } else {
            waiting.add(call);
            grow();
        }
        return call;
    }

    /** A call on a connection that has room; null if none has. */
    private @Nullable UpstreamCall start(RequestHead head, boolean end, ResponseReceiver receiver) {
        H2UpstreamConnection shared = http2.withRoom();
        if (shared != null) {
            return shared.call(head, end, receiver);
        }
        H1UpstreamConnection idle = http1.takeIdle();
        return idle == null ? null : idle.call(head, end, receiver);
    }

    /** A connection got room: serves those who wait, longest first, and opens more connections if these do not suffice. */
    void serve() {
        boolean room = true;
        while (room && !waiting.isEmpty()) {
            WaitingCall next = waiting.remove();
            UpstreamCall started = start(next.head(), next.isBare(), next.receiver());
            room = started != null;
            if (started != null) {
                next.attach(started);
            } else {
                waiting.addFirst(next);
            }
        }
        grow();
    }

    private void grow() {
        int wanted = switch (speaks) {
            case UNKNOWN -> Math.min(1, waiting.size());
            case HTTP1 -> waiting.size();
            case HTTP2 -> (waiting.size() + USUAL_STREAMS - 1) / USUAL_STREAMS;
        };
        int more = Math.min(wanted, MAX_CONNECTIONS - open()) - connecting;
        for (int i = 0; i < more; i++) {
            connecting++;
            connector.open(endpoint, this);
        }
    }

    boolean isAwaited() {
        return !waiting.isEmpty();
    }

    // ---- what becomes of attempts to connect

    @Override
    public void opened(Channel channel, boolean inHttp2) {
        if (inHttp2) {
            speaks = Speaks.HTTP2;
            http2.add(channel, endpoint);
        } else {
            speaks = Speaks.HTTP1;
            connecting--;
            http1.add(channel);
        }
    }

    /** An HTTP/2 connection heard from its peer, so that its limits are known. */
    void ready() {
        connecting--;
        serve();
    }

    @Override
    public void failed(Failure failure) {
        connecting--;
        if (speaks == Speaks.HTTP1) {
            if (waiting.size() > connecting) {
                waiting.remove().fail(failure);
            }
        } else if (connecting == 0 && http2.open() == 0) {
            List<WaitingCall> all = new ArrayList<>(waiting);
            waiting.clear();
            all.forEach(call -> call.fail(failure));
        }
        endIfUnused();
    }

    /** A connection that had been in use, or was to be, is closed. */
    void gone() {
        grow();
        endIfUnused();
    }

    private void endIfUnused() {
        if (connecting + http1.open() + http2.open() + waiting.size() == 0) {
            loop.unsweep(this);
            unused.accept(this);
        }
    }

    // ---- time

    @Override
    public void left(WaitingCall call) {
        waiting.remove(call);
    }

    @Override
    public void sweep(long now) {
        boolean left = endpoint.site().isLeft();
        http2.closeIdle(now, left ? 0 : Http1Connections.IDLE_NANOS);
        if (left) {
            http1.closeIdle();
        }
        long patience = 2 * endpoint.cluster().spec().connectTimeout().toNanos();
        while (!waiting.isEmpty() && now - waiting.peek().since() > patience) {
            waiting.remove().fail(overloaded("no connection to " + endpoint + " became free in time"));
        }
        endIfUnused();
    }

    private static Failure overloaded(String detail) {
        return Failure.upstream(Kind.OVERLOADED, Retry.SAFE, detail, null);
    }

    int open() {
        return http1.open() + http2.open();
    }

    int idle() {
        return http1.idle() + http2.idle();
    }
}
