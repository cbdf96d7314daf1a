package dev.windrose.transport.udp;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.exchange.ByteRoute;
import dev.windrose.transport.loop.NettyLoop;
import dev.windrose.transport.udp.UdpCounts.Direction;
import dev.windrose.transport.udp.UdpCounts.Drop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One bound socket of a listener and the sessions of its clients. The kernel sends a client always to the same socket. All on one loop. */
final class UdpSocket extends ChannelInboundHandlerAdapter implements NettyLoop.Swept {
    private static final Logger LOG = LoggerFactory.getLogger(UdpSocket.class);
    /** How long answers that are under way are waited for when the socket drains: as long as a resolver waits for its server. */
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final NettyLoop loop;
    private final Class<? extends Channel> type;
    private final UdpRouter router;
    private final UdpCounts counts;
    private final int limit;
    private final SessionTable<UdpSession> sessions;
    private @Nullable Channel channel;
    private boolean draining;
    private long drainingSince;

    /**
     * A socket that is not bound yet.
     *
     * @param limits those of the listener
     * @param counts those of the listener
     * @param share so many sessions this socket may have whatever the listener's others have
     */
    UdpSocket(
            NettyLoop loop,
            Class<? extends Channel> type,
            UdpRouter router,
            UdpLimits limits,
            UdpCounts counts,
            int share) {
        this.loop = loop;
        this.type = type;
        this.router = router;
        this.counts = counts;
        this.sessions = new SessionTable<>(share, limits.idle().toNanos(), this::ended);
        this.limit = limits.sessions();
    }

    private void ended(UdpSession session) {
        counts.ended();
        session.end();
    }

    UdpCounts counts() {
        return counts;
    }

    NettyLoop loop() {
        return loop;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        loop.own(ctx.channel());
        loop.sweep(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        loop.unsweep(this);
        sessions.removeIf(_ -> true);
    }

    // ---- from clients

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        int bytes = packet.content().readableBytes();
        counts.passed(Direction.IN, bytes);
        UdpSession session = draining ? null : session(ctx.channel(), packet.sender());
        if (session == null) {
            packet.release();
        } else {
            session.send(packet.content());
        }
    }

    private @Nullable UdpSession session(Channel own, InetSocketAddress client) {
        UdpSession known = sessions.use(client, loop.coarseTime());
        return known != null ? known : begin(own, client);
    }

    /** A draw that leads nowhere makes no session: the client's next datagram is another draw. */
    private @Nullable UdpSession begin(Channel own, InetSocketAddress client) {
        Endpoint endpoint = switch (router.route(client, (InetSocketAddress) own.localAddress())) {
            case ByteRoute.To(Endpoint to) when isPlain(to.cluster()) -> to;
            case ByteRoute.To _, ByteRoute.Refused _ -> null;
        };
        if (endpoint == null) {
            counts.drop(Drop.NO_DESTINATION);
            return null;
        }
        if (counts.sessions() >= limit && !sessions.makeRoom(loop.coarseTime())) {
            counts.drop(Drop.SESSION_LIMIT);
            return null;
        }
        UdpSession session = new UdpSession(client, endpoint, this);
        sessions.add(client, session, loop.coarseTime());
        counts.begun();
        session.open(loop, type);
        return session;
    }

    /** What must be secured is not sent in clear. */
    private static boolean isPlain(Cluster cluster) {
        return cluster.spec().tls() == null && cluster.carrier() == null;
    }

    // ---- to clients

    /** Takes over the reference; goes out with {@link #flush}. */
    void answer(InetSocketAddress client, ByteBuf data) {
        Channel to = channel;
        sessions.use(client, loop.coarseTime());
        if (to == null || !to.isWritable()) {
            data.release();
            counts.drop(Drop.TOO_FAST);
            return;
        }
        counts.passed(Direction.OUT, data.readableBytes());
        to.write(new DatagramPacket(data, client));
    }

    void flush() {
        if (channel != null) {
            channel.flush();
        }
        if (draining) {
            closeIfDone();
        }
    }

    void forget(InetSocketAddress client, UdpSession session) {
        sessions.remove(client, session);
    }

    // ---- time and change

    @Override
    public void sweep(long now) {
        sessions.expire(now);
        if (draining) {
            if (now - drainingSince > DRAIN_NANOS) {
                sessions.removeIf(_ -> true);
            }
            closeIfDone();
        } else if (!sessions.isEmpty()) {
            endStale();
        }
    }

    /** Sessions to endpoints that are gone end, so that the client's next datagram finds another. */
    private void endStale() {
        IdentityHashMap<Cluster, Set<Endpoint>> present = new IdentityHashMap<>();
        sessions.removeIf(session -> !present.computeIfAbsent(
                        session.endpoint().cluster(), cluster -> new HashSet<>(cluster.endpoints()))
                .contains(session.endpoint()));
    }

    /** The destination is another from now on. */
    void endSessions() {
        sessions.removeIf(_ -> true);
    }

    /** Takes nothing new, waits a little for answers to what was taken, and closes. */
    void drain() {
        if (!draining) {
            draining = true;
            drainingSince = loop.nanoTime();
            closeIfDone();
        }
    }

    private void closeIfDone() {
        sessions.removeIf(session -> !session.awaitsAnswer());
        if (sessions.isEmpty() && channel != null) {
            channel.close();
        }
    }

    /** One datagram could not be read or sent; the others go on. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("a datagram was lost", cause);
    }
}
