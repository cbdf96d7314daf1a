package dev.windrose.transport.upstream;

import dev.windrose.transport.h1.H1UpstreamConnection;
import dev.windrose.transport.loop.NettyLoop;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The connections of a pool that carry one call at a time. The one used last is used next: it is the least likely to have been closed. */
final class Http1Connections {
    /** Shorter than the usual keep-alive limit of servers (60 to 75 s), so that they rarely close under a request. */
    static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final NettyLoop loop;
    private final EndpointPool pool;
    private final ArrayDeque<H1UpstreamConnection> idle = new ArrayDeque<>();
    private int open;

    Http1Connections(NettyLoop loop, EndpointPool pool) {
        this.loop = loop;
        this.pool = pool;
    }

    void add(Channel channel) {
        open++;
        H1UpstreamConnection connection =
                new H1UpstreamConnection(channel, loop, IDLE_NANOS, this::becameIdle, this::closed);
        channel.pipeline().addLast(connection);
        becameIdle(connection);
    }

    private void becameIdle(H1UpstreamConnection connection) {
        idle.addLast(connection);
        if (pool.isAwaited()) {
            pool.serve();
        }
    }

    private void closed(H1UpstreamConnection connection) {
        open--;
        idle.remove(connection);
        pool.gone();
    }

    @Nullable
    H1UpstreamConnection takeIdle() {
        H1UpstreamConnection connection = idle.pollLast();
        while (connection != null && !connection.isUsable()) {
            connection = idle.pollLast();
        }
        return connection;
    }

    /** Ends the connections that no call has. */
    void closeIdle() {
        List.copyOf(idle).forEach(H1UpstreamConnection::close);
    }

    int open() {
        return open;
    }

    int idle() {
        return idle.size();
    }
}
