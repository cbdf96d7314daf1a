package dev.windrose.transport;

import dev.windrose.engine.exchange.Loop;
import dev.windrose.engine.exchange.ProxyEngine;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Protocol;
import dev.windrose.model.Security;
import dev.windrose.transport.h1.H1ServerConnection;
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.h2.H2ServerConnection;
import dev.windrose.transport.loop.NettyLoop;
import dev.windrose.transport.proxyprotocol.ProxyProtocolHandler;
import dev.windrose.transport.tcp.Account;
import dev.windrose.transport.tcp.Detection;
import dev.windrose.transport.tcp.TcpConnection;
import dev.windrose.transport.tcp.TcpTimeouts;
import dev.windrose.transport.tls.ClearText;
import dev.windrose.transport.tls.Handshakes;
import dev.windrose.transport.tls.TlsSession;
import dev.windrose.transport.tunnel.TunnelServer;
import dev.windrose.transport.upstream.PooledUpstream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The first handler of a client's connection: waits until it is known what the client speaks, puts that in its own place, and goes. */
final class ConnectionStart extends ChannelInboundHandlerAdapter implements NettyLoop.Swept {
    private final ListenerSpec listener;
    private final NettyLoop loop;
    private final Services services;
    private final OpenConnections.Entry entry;
    private final @Nullable InetSocketAddress meant;
    private @Nullable ByteBuf first;
    private @Nullable ChannelHandlerContext context;
    private Loop.@Nullable Timer detection;
    private long since;
    private boolean inClear;

    /**
     * What connections are served with.
     *
     * @param tunnels finds who takes what comes through a listener's tunnels
     * @param listeners those of the moment, of which some take connections of others
     */
    record Services(
            ProxyEngine engine,
            PooledUpstream upstream,
            ServerTimeouts timeouts,
            TcpTimeouts tcpTimeouts,
            OriginalDestinations capture,
            Admission admission,
            Tunnels tunnels,
            Supplier<Map<ListenerId, ListenerSocket>> listeners) {
        /** How long clients of a listener may take. */
        ServerTimeouts timeouts(ListenerSpec listener) {
            return timeouts.with(listener.connections().timeouts());
        }

        Services with(ProxyEngine other) {
            return new Services(other, upstream, timeouts, tcpTimeouts, capture, admission, tunnels, listeners);
        }
    }

    /** Finds who takes a connection that came through a tunnel of a listener. */
    interface Tunnels {
        TunnelServer.Entrance entrance(ListenerSpec carrier);
    }

    /** {@code meant} is where the client wanted to go, if that is known. */
    ConnectionStart(
            ListenerSpec listener,
            NettyLoop loop,
            Services services,
            OpenConnections.Entry entry,
            @Nullable InetSocketAddress meant) {
        this.listener = listener;
        this.loop = loop;
        this.services = services;
        this.entry = entry;
        this.meant = meant;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        since = loop.nanoTime();
        loop.sweep(this);
        if (!isTls()) {
            secured(ctx, null);
        }
    }

    /** Whether TLS ends here. */
    private boolean isTls() {
        return switch (listener.security()) {
            case Security.Plaintext(), Security.Passthrough() -> false;
            case Security.Terminate _, Security.Mesh _ -> true;
        };
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        loop.unsweep(this);
        stopDetection();
        if (first != null) {
            first.release();
            first = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loop.unsweep(this);
        stopDetection();
    }

    /** From now on bytes are as the client meant them; {@code alpn} is what the handshake agreed on. */
    private void secured(ChannelHandlerContext ctx, @Nullable String alpn) {
        switch (listener.protocol()) {
            case Protocol.Http _ -> {
                if (TlsSession.of(ctx.channel()) != null && isTls()) {
                    begin(ctx, "h2".equals(alpn) ? Detection.HTTP2 : Detection.HTTP1);
                }
            }
            case Protocol.Detect detect -> {
                if (alpn != null) {
                    begin(ctx, alpn.equals("h2") ? Detection.HTTP2 : Detection.HTTP1);
                } else {
                    detection = loop.after(detect.timeout().toNanos(), this::undetected);
                }
            }
            case Protocol.Tcp _, Protocol.ByDestination _ -> begin(ctx, Detection.BYTES);
            case Protocol.Tunnel() -> beginTunnels(ctx);
            case Protocol.Udp _, Protocol.ByServerName() -> ctx.close();
        }
    }

    /** The client waits for the server to speak first, or is slow: neither is HTTP as far as anyone can know. */
    private void undetected() {
        ChannelHandlerContext ctx = Objects.requireNonNull(context);
        if (!ctx.isRemoved() && ctx.channel().isActive()) {
            conclude(ctx, Detection.BYTES).fireChannelReadComplete();
        }
    }

    private void stopDetection() {
        if (detection != null) {
            detection.cancel();
            detection = null;
        }
    }

    /** In clear, the first bytes tell HTTP/2 with prior knowledge (RFC 9113 §3.3) from HTTP/1, and both from other things. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf data = (ByteBuf) message;
        first = first == null ? data : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), first, data);
        Detection found =
                listener.protocol() instanceof Protocol.Detect ? Detection.of(first) : Detection.ofHttp(first);
        if (listener.protocol() instanceof Protocol.Http && found == Detection.HTTP1 && FirstLine.isForeign(first)) {
            ctx.close();
        } else if (inClear && found == Detection.HTTP2) {
            // Who knows the preface by heart does not read HTTP/1.
            ctx.close();
        } else if (found != Detection.OPEN) {
            conclude(ctx, found);
        }
    }

    private ChannelHandlerContext conclude(ChannelHandlerContext ctx, Detection found) {
        ByteBuf bytes = first;
        first = null;
        ChannelHandlerContext next = begin(ctx, found);
        if (bytes != null) {
            next.fireChannelRead(bytes);
        }
        return next;
    }

    @Override
    public void sweep(long now) {
        long limit = entry.isDraining()
                ? ServerTimeouts.DRAIN_NANOS
                : services.timeouts(listener).head().toNanos();
        if (now - since > limit) {
            Objects.requireNonNull(context).close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        switch (event) {
            case SslHandshakeCompletionEvent end -> handshakeEnded(ctx, end);
            case ClearText _ -> spokenInClear(ctx);
            case ChannelInputShutdownEvent end
            when first != null && listener.protocol() instanceof Protocol.Detect -> endBeforeDetection(ctx, end);
            case ChannelInputShutdownEvent _ -> ctx.close();
            default -> ctx.fireUserEventTriggered(event);
        }
    }

    private void handshakeEnded(ChannelHandlerContext ctx, SslHandshakeCompletionEvent end) {
        entry.handshakes().count(ctx.channel(), end);
        if (end.isSuccess()) {
            TlsSession session = TlsSession.of(ctx.channel());
            secured(ctx, session == null ? null : session.applicationProtocol());
        } else {
            ctx.close();
        }
    }

    /** A person with the wrong scheme gets an answer that says so; what else may be meant with other protocols, nobody knows. */
    private void spokenInClear(ChannelHandlerContext ctx) {
        entry.handshakes().count(Handshakes.Result.NO_TLS);
        inClear = listener.protocol() instanceof Protocol.Http;
        if (!inClear) {
            ctx.close();
        }
    }

    /** What has come is all that will: it was no HTTP, but may be passed on. */
    private void endBeforeDetection(ChannelHandlerContext ctx, ChannelInputShutdownEvent end) {
        ChannelHandlerContext next = conclude(ctx, Detection.BYTES);
        next.fireChannelReadComplete();
        next.fireUserEventTriggered(end);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    // ---- what takes over

    /** Returns a context from which the first bytes reach the handler that took over. */
    private ChannelHandlerContext begin(ChannelHandlerContext ctx, Detection found) {
        Channel channel = ctx.channel();
        ConnectionPeer peer = new ConnectionPeer(
                ProxyProtocolHandler.clientAddress(channel),
                (InetSocketAddress) channel.localAddress(),
                TlsSession.of(channel),
                meant,
                listener.connections());
        OverloadedStarter starter =
                new OverloadedStarter(services.engine().starter(listener.id()), services.admission());
        return switch (found) {
            case HTTP2 -> {
                H2ServerConnection connection =
                        new H2ServerConnection(loop, peer, starter, services.timeouts(listener));
                ctx.pipeline().addAfter(ctx.name(), null, connection.handler());
                starter.onShed(connection::drain);
                yield takeOver(ctx, connection::drain);
            }
            case HTTP1, OPEN -> {
                ClearTextStarter refusing = inClear ? new ClearTextStarter(starter) : null;
                H1ServerConnection connection = new H1ServerConnection(
                        channel, loop, peer, refusing == null ? starter : refusing, services.timeouts(listener));
                if (refusing != null) {
                    refusing.onAnswer(connection::drain);
                }
                if (!peer.isSecure()) {
                    loop.shareReads(channel);
                }
                ctx.pipeline().addAfter(ctx.name(), null, connection);
                starter.onShed(connection::drain);
                yield takeOver(ctx, connection::drain);
            }
            case BYTES -> beginBytes(ctx, peer);
        };
    }

    private ChannelHandlerContext beginBytes(ChannelHandlerContext ctx, ConnectionPeer peer) {
        ProxyEngine engine = services.engine();
        Account account = new Account(listener.id().toString(), peer, loop, engine.observer());
        TcpConnection connection =
                new TcpConnection(ctx.channel(), loop, services.upstream(), services.tcpTimeouts(), account);
        ctx.pipeline().addAfter(ctx.name(), null, connection);
        // Nothing says when bytes are idle, so that there is nothing to drain: they end by themselves, or with the
        // grace period.
        ChannelHandlerContext next = takeOver(ctx, () -> {});
        connection.start(engine.byteRoute(listener.id(), peer));
        return next;
    }

    private void beginTunnels(ChannelHandlerContext ctx) {
        TunnelServer server = new TunnelServer(ctx.channel(), services.tunnels().entrance(listener));
        server.install(ctx.name());
        takeOver(ctx, server::drain);
    }

    private ChannelHandlerContext takeOver(ChannelHandlerContext ctx, Runnable drain) {
        ctx.pipeline().addAfter(ctx.name(), null, new ReadEnd(loop));
        ChannelHandlerContext readEnd = ctx.pipeline().context(ReadEnd.class);
        ctx.pipeline().remove(this);
        entry.begun(drain);
        endSometime(ctx.channel(), drain);
        return readEnd;
    }

    private void endSometime(Channel channel, Runnable drain) {
        long lifetime = services.admission().limits().lifetime().toNanos();
        long jitter = ThreadLocalRandom.current().nextLong(lifetime / 10 + 1);
        Loop.Timer timer = loop.after(lifetime + jitter, drain);
        channel.closeFuture().addListener(_ -> timer.cancel());
    }
}
