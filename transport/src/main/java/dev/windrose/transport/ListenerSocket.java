package dev.windrose.transport;

import dev.windrose.engine.exchange.ProxyEngine;
import dev.windrose.model.Binding;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Security;
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.loop.Loops;
import dev.windrose.transport.loop.NettyLoop;
import dev.windrose.transport.tls.ServerTls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One bound socket. Its security may change while it is bound: a connection uses what holds when it is accepted. */
final class ListenerSocket {
    private static final int BACKLOG = 4096;
    /** What may wait for a slow client before its upstream is paused. */
    private static final WriteBufferWaterMark WATERMARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    private final Loops loops;
    private final ProxyEngine engine;
    private final ServerTimeouts timeouts;
    private final Set<ConnectionStart.Drainable> open = ConcurrentHashMap.newKeySet();
    private volatile Setting setting;
    private @Nullable Channel channel;

    private record Setting(ListenerSpec spec, @Nullable ServerTls tls) {}

    ListenerSocket(ListenerSpec spec, Model model, Loops loops, ProxyEngine engine, ServerTimeouts timeouts) {
        this.loops = loops;
        this.engine = engine;
        this.timeouts = timeouts;
        this.setting = setting(spec, model);
    }

    private static Setting setting(ListenerSpec spec, Model model) {
        return switch (spec.security()) {
            case Security.Plaintext() -> new Setting(spec, null);
            case Security.Terminate terminate -> new Setting(spec, ServerTls.of(terminate, model.certificates()));
            case Security.Passthrough() ->
                throw new IllegalArgumentException("listener " + spec.id() + ": TLS passthrough is not there yet");
            case Security.Mesh _ ->
                throw new IllegalArgumentException("listener " + spec.id() + ": mesh security is not there yet");
        };
    }

    /** Changes the security of connections from now on. Throws {@link IllegalArgumentException} and keeps the old for settings that cannot be used. */
    void update(ListenerSpec spec, Model model) {
        setting = setting(spec, model);
    }

    /** Binds; throws {@link java.io.IOException} (unchecked by Netty) if that cannot be. */
    void bind() {
        if (!(setting.spec().binding() instanceof Binding.Port(String address, int port))) {
            throw new IllegalArgumentException("listener " + setting.spec().id() + ": only ports can be bound yet");
        }
        channel = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATERMARK)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel client) {
                        accept(client);
                    }
                })
                .bind(address, port)
                .syncUninterruptibly()
                .channel();
    }

    private void accept(Channel client) {
        Setting now = setting;
        NettyLoop loop = loops.of(client);
        ServerTls tls = now.tls();
        loop.ownReads(client);
        if (tls != null) {
            client.pipeline().addLast(tls.newHandler());
        }
        client.pipeline().addLast(new ConnectionStart(now.spec(), loop, engine, timeouts, open));
    }

    /** The bound port. */
    int port() {
        return channel == null ? 0 : ((InetSocketAddress) channel.localAddress()).getPort();
    }

    int connections() {
        return open.size();
    }

    /** Stops accepting; connections end when idle. */
    void drain() {
        if (channel != null) {
            channel.close().syncUninterruptibly();
        }
        for (ConnectionStart.Drainable each : open) {
            each.loop().execute(each.drain());
        }
    }
}
