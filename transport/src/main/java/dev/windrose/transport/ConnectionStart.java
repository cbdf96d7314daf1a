package dev.windrose.transport;

import dev.windrose.engine.exchange.ExchangeStarter;
import dev.windrose.engine.exchange.ProxyEngine;
import dev.windrose.model.ListenerSpec;
import dev.windrose.transport.h1.H1ServerConnection;
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.h2.H2ServerConnection;
import dev.windrose.transport.loop.NettyLoop;
import dev.windrose.transport.tls.TlsSession;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The first handler of a client's connection: waits until it is known what the client speaks, puts that in its own place, and goes. */
final class ConnectionStart extends ChannelInboundHandlerAdapter implements NettyLoop.Swept {
    private static final ByteBuf PREFACE =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("PRI * HTTP/2.0", StandardCharsets.US_ASCII));

    private final ListenerSpec listener;
    private final NettyLoop loop;
    private final ProxyEngine engine;
    private final ServerTimeouts timeouts;
    private final Set<Drainable> open;
    private @Nullable ByteBuf first;
    private @Nullable ChannelHandlerContext context;
    private long since;

    ConnectionStart(
            ListenerSpec listener, NettyLoop loop, ProxyEngine engine, ServerTimeouts timeouts, Set<Drainable> open) {
        this.listener = listener;
        this.loop = loop;
        this.engine = engine;
        this.timeouts = timeouts;
        this.open = open;
    }

    /**
     * Something that ends when it has nothing to do.
     *
     * @param drain is to be run on the loop
     */
    record Drainable(NettyLoop loop, Runnable drain) {}

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        since = loop.nanoTime();
        loop.sweep(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        loop.unsweep(this);
        if (first != null) {
            first.release();
            first = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loop.unsweep(this);
    }

    /** In clear, the first bytes tell HTTP/2 with prior knowledge (RFC 9113 §3.4) from HTTP/1. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf data = (ByteBuf) message;
        first = first == null ? data : Unpooled.wrappedBuffer(first, data);
        int length = Math.min(first.readableBytes(), PREFACE.readableBytes());
        boolean http2 = ByteBufUtil.equals(first, first.readerIndex(), PREFACE, 0, length);
        if (http2 && length < PREFACE.readableBytes()) {
            return;
        }
        ByteBuf bytes = first;
        first = null;
        ChannelHandlerContext next = begin(ctx, http2);
        next.fireChannelRead(bytes);
    }

    @Override
    public void sweep(long now) {
        if (now - since > timeouts.head().toNanos()) {
            Objects.requireNonNull(context).close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent end)) {
            ctx.fireUserEventTriggered(event);
        } else if (end.isSuccess()) {
            TlsSession session = TlsSession.of(ctx.channel());
            begin(ctx, session != null && "h2".equals(session.applicationProtocol()));
        } else {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    /** Returns a context from which the first bytes reach the handler that took over. */
    private ChannelHandlerContext begin(ChannelHandlerContext ctx, boolean http2) {
        Channel channel = ctx.channel();
        ConnectionPeer peer = new ConnectionPeer(
                (InetSocketAddress) channel.remoteAddress(),
                (InetSocketAddress) channel.localAddress(),
                TlsSession.of(channel),
                listener.connections());
        ExchangeStarter starter = engine.starter(listener.id());
        ChannelHandler handler;
        Runnable drain;
        if (http2) {
            H2ServerConnection connection = new H2ServerConnection(loop, peer, starter);
            handler = connection.handler();
            drain = connection::drain;
        } else {
            H1ServerConnection connection = new H1ServerConnection(channel, loop, peer, starter, timeouts);
            handler = connection;
            drain = connection::drain;
            if (!peer.isSecure()) {
                loop.shareReads(channel);
            }
        }
        Drainable drainable = new Drainable(loop, drain);
        open.add(drainable);
        channel.closeFuture().addListener(_ -> open.remove(drainable));
        ctx.pipeline().addAfter(ctx.name(), null, handler);
        ctx.pipeline().addAfter(ctx.name(), null, new ReadEnd(loop));
        ChannelHandlerContext readEnd = ctx.pipeline().context(ReadEnd.class);
        ctx.pipeline().remove(this);
        return readEnd;
    }

    /** Frames a connection's reads, so that what they cause is flushed once. */
    private static final class ReadEnd extends ChannelInboundHandlerAdapter {
        private final NettyLoop loop;

        ReadEnd(NettyLoop loop) {
            this.loop = loop;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            loop.beginRead();
            ctx.fireChannelRead(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.fireChannelReadComplete();
            loop.endRead();
        }
    }
}
