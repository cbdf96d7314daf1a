package dev.windrose.transport.upstream;

import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.exchange.Failure;
import dev.windrose.transport.h2.H2UpstreamConnection;
import dev.windrose.transport.loop.NettyLoop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The connections of a pool that carry many calls at once. The first with room is used, so that those beyond a burst fall idle and end. */
final class Http2Connections implements H2UpstreamConnection.Owner {
    private static final int UNACKNOWLEDGED_MILLIS = 30_000;
    private static final int PROBE_SECONDS = 10;

    private final NettyLoop loop;
    private final EndpointPool pool;
    private final List<H2UpstreamConnection> ready = new ArrayList<>();

    Http2Connections(NettyLoop loop, EndpointPool pool) {
        this.loop = loop;
        this.pool = pool;
    }

    /** A new connection counts when the endpoint's settings have come: until then it may be no HTTP/2 at all. */
    void add(Channel channel, Endpoint endpoint) {
        H2UpstreamConnection connection =
                new H2UpstreamConnection(loop, endpoint.cluster().spec().tls() == null ? "http" : "https", this);
        watch(channel);
        channel.pipeline().addLast(connection.handler());
        channel.closeFuture().addListener(_ -> closed(connection, endpoint));
        loop.after(endpoint.cluster().spec().connectTimeout().toNanos(), () -> {
            if (!ready.contains(connection)) {
                channel.close();
            }
        });
    }

    /**
     * What leads nowhere any more is found while calls wait, not after the quarter of an hour that the kernel takes: what was sent must be
     * acknowledged in time, and a silent connection is probed. Does nothing for what is no socket.
     */
    static void watch(Channel channel) {
        if (channel instanceof EpollSocketChannel) {
            channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MILLIS);
            channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, PROBE_SECONDS);
            channel.config().setOption(EpollChannelOption.TCP_KEEPINTVL, PROBE_SECONDS);
            channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        }
    }

    private void closed(H2UpstreamConnection connection, Endpoint endpoint) {
        if (ready.remove(connection)) {
            pool.gone();
        } else {
            String detail = endpoint + " did not begin to speak HTTP/2";
            pool.failed(Failure.upstream(Failure.Kind.UPSTREAM_PROTOCOL, Failure.Retry.SAFE, detail, null));
        }
    }

    @Override
    public void onReady(H2UpstreamConnection connection) {
        ready.add(connection);
        pool.ready();
    }

    @Override
    public void onRoom() {
        if (pool.isAwaited()) {
            // Not at once: the stream that makes room is just being closed.
            loop.execute(pool::serve);
        }
    }

    @Nullable
    H2UpstreamConnection withRoom() {
        for (int i = 0; i < ready.size(); i++) {
            H2UpstreamConnection connection = ready.get(i);
            if (connection.canTakeMore()) {
                return connection;
            }
        }
        return null;
    }

    /** Ends connections that were not used for longer than so many nanoseconds, and those whose endpoint wants no more. */
    void closeIdle(long now, long nanos) {
        for (int i = ready.size() - 1; i >= 0; i--) {
            if (ready.get(i).isIdle(now, nanos)) {
                ready.get(i).drain();
            }
        }
    }

    int open() {
        return ready.size();
    }

    int idle() {
        int count = 0;
        for (H2UpstreamConnection connection : ready) {
            count += connection.activeStreams() == 0 ? 1 : 0;
        }
        return count;
    }
}
