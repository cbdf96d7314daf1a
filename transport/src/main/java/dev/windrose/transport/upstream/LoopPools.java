package dev.windrose.transport.upstream;

import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.exchange.Failure.Retry;
import dev.windrose.engine.exchange.ResponseReceiver;
import dev.windrose.engine.exchange.UpstreamCall;
import dev.windrose.http.RequestHead;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.transport.h1.H1Call;
import dev.windrose.transport.h1.H1UpstreamConnection;
import dev.windrose.transport.loop.NettyLoop;
import dev.windrose.transport.tls.UpstreamTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The connections of one loop, by endpoint. The one used last is used next: it is the least likely to have been closed. */
final class LoopPools {
    /** Shorter than the usual keep-alive limit of servers (60 to 75 s), so that they rarely close under a request. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** Per loop and endpoint; a queue beyond would only hide an overload. */
    private static final int MAX_CONNECTIONS = 1024;

    private final NettyLoop loop;
    private final Class<? extends Channel> channelType;
    private final UpstreamContexts security;
    private final IdentityHashMap<Endpoint, Pool> pools = new IdentityHashMap<>();

    LoopPools(NettyLoop loop, Class<? extends Channel> channelType, UpstreamContexts security) {
        this.loop = loop;
        this.channelType = channelType;
        this.security = security;
    }

    private static final class Pool {
        final ArrayDeque<H1UpstreamConnection> idle = new ArrayDeque<>();
        int open;
    }

    UpstreamCall call(Endpoint endpoint, RequestHead head, boolean end, ResponseReceiver receiver) {
        Pool pool = pools.computeIfAbsent(endpoint, _ -> new Pool());
        H1Call call = new H1Call(head, end, receiver);
        H1UpstreamConnection connection = takeIdle(pool);
        if (endpoint.cluster().spec().protocol() == UpstreamProtocol.HTTP2) {
            call.failed(Failure.upstream(
                    Kind.UPSTREAM_PROTOCOL, Retry.NEVER, "HTTP/2 to endpoints is not served yet", null));
        } else if (connection != null) {
            call.attach(connection, true);
        } else if (pool.open >= MAX_CONNECTIONS) {
            call.failed(Failure.upstream(
                    Kind.OVERLOADED, Retry.SAFE, "all connections to " + endpoint + " are in use", null));
        } else {
            connect(endpoint, pool, call);
        }
        return call;
    }

    private static @Nullable H1UpstreamConnection takeIdle(Pool pool) {
        H1UpstreamConnection connection = pool.idle.pollLast();
        while (connection != null && !connection.isUsable()) {
            connection = pool.idle.pollLast();
        }
        return connection;
    }

    private void connect(Endpoint endpoint, Pool pool, H1Call call) {
        pool.open++;
        ChannelFuture connecting = new Bootstrap()
                .group(loop.eventLoop())
                .channel(channelType)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        endpoint.cluster().spec().connectTimeout().toMillis())
                .handler(new ChannelInboundHandlerAdapter())
                .connect(endpoint.address());
        connecting.addListener(_ -> {
            if (!connecting.isSuccess()) {
                pool.open--;
                Kind kind = connecting.cause() instanceof ConnectTimeoutException
                        ? Kind.CONNECT_TIMEOUT
                        : Kind.CONNECT_FAILED;
                call.failed(Failure.upstream(kind, Retry.SAFE, "cannot connect to " + endpoint, connecting.cause()));
                return;
            }
            connected(connecting.channel(), endpoint, pool, call);
        });
    }

    private void connected(Channel channel, Endpoint endpoint, Pool pool, H1Call call) {
        H1UpstreamConnection connection =
                new H1UpstreamConnection(channel, loop, IDLE_NANOS, pool.idle::addLast, _ -> closed(endpoint, pool));
        channel.pipeline().addLast(connection);
        UpstreamTls tls;
        try {
            tls = security.of(endpoint.cluster());
        } catch (IllegalArgumentException e) {
            channel.close();
            call.failed(Failure.upstream(
                    Kind.UPSTREAM_TLS,
                    Retry.NEVER,
                    "TLS of " + endpoint.cluster().spec().id() + " cannot be used",
                    e));
            return;
        }
        if (tls == null) {
            use(connection, pool, call);
            return;
        }
        channel.pipeline()
                .addFirst(tls.newHandler(
                        channel.alloc(), endpoint.host(), endpoint.address().getPort()));
        channel.pipeline().addBefore(channel.pipeline().context(connection).name(), null, new HandshakeWait(failure -> {
            if (failure == null) {
                use(connection, pool, call);
            } else {
                call.failed(Failure.upstream(Kind.UPSTREAM_TLS, Retry.SAFE, "no TLS with " + endpoint, failure));
            }
        }));
    }

    /** Tells once how the handshake ended: null, or why it failed. */
    private static final class HandshakeWait extends ChannelInboundHandlerAdapter {
        private final Consumer<@Nullable Throwable> done;

        HandshakeWait(Consumer<@Nullable Throwable> done) {
            this.done = done;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent end) {
                ctx.pipeline().remove(this);
                done.accept(end.isSuccess() ? null : end.cause());
                if (!end.isSuccess()) {
                    ctx.close();
                }
            } else {
                ctx.fireUserEventTriggered(event);
            }
        }
    }

    private void closed(Endpoint endpoint, Pool pool) {
        pool.open--;
        if (pool.open == 0) {
            pools.remove(endpoint, pool);
        }
    }

    private static void use(H1UpstreamConnection connection, Pool pool, H1Call call) {
        if (call.isOver()) {
            pool.idle.addLast(connection);
        } else {
            call.attach(connection, false);
        }
    }

    /** How many connections are open and how many of them idle, for the admin page. */
    Map<String, int[]> counts() {
        Map<String, int[]> counts = new TreeMap<>();
        pools.forEach((endpoint, pool) -> counts.put(endpoint.toString(), new int[] {pool.open, pool.idle.size()}));
        return counts;
    }
}
