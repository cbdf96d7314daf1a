package dev.windrose.transport;

import dev.windrose.engine.exchange.ProxyEngine;
import dev.windrose.model.ListenerSpec;
import dev.windrose.transport.h1.H1ServerConnection;
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.loop.NettyLoop;
import dev.windrose.transport.tls.TlsSession;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.util.Set;

/** The first handler of a client's connection: waits until it is known what the client speaks, puts that in its own place, and goes. */
final class ConnectionStart extends ChannelInboundHandlerAdapter {
    private final ListenerSpec listener;
    private final NettyLoop loop;
    private final ProxyEngine engine;
    private final ServerTimeouts timeouts;
    private final Set<Drainable> open;
    private final boolean secure;

    ConnectionStart(
            ListenerSpec listener,
            NettyLoop loop,
            ProxyEngine engine,
            ServerTimeouts timeouts,
            Set<Drainable> open,
            boolean secure) {
        this.listener = listener;
        this.loop = loop;
        this.engine = engine;
        this.timeouts = timeouts;
        this.open = open;
        this.secure = secure;
    }

    /** Something that ends when it has nothing to do. Called on its loop. */
    interface Drainable {
        NettyLoop loop();

        void drain();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (!secure) {
            begin(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent end)) {
            ctx.fireUserEventTriggered(event);
        } else if (end.isSuccess()) {
            begin(ctx);
        } else {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    private void begin(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        ConnectionPeer peer = new ConnectionPeer(
                (InetSocketAddress) channel.remoteAddress(),
                (InetSocketAddress) channel.localAddress(),
                TlsSession.of(channel),
                listener.connections());
        H1ServerConnection connection =
                new H1ServerConnection(ctx, loop, peer, engine.starter(listener.id()), timeouts);
        Drainable drainable = new Drainable() {
            @Override
            public NettyLoop loop() {
                return loop;
            }

            @Override
            public void drain() {
                connection.drain();
            }
        };
        open.add(drainable);
        channel.closeFuture().addListener(_ -> open.remove(drainable));
        ctx.pipeline().replace(this, null, connection);
    }
}
