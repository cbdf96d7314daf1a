package dev.windrose.transport;

import dev.windrose.model.Binding;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.model.Security;
import dev.windrose.transport.loop.Ends;
import dev.windrose.transport.loop.Loops;
import dev.windrose.transport.loop.NettyLoop;
import dev.windrose.transport.tls.MeshTls;
import dev.windrose.transport.tls.ServerTls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One way in: a bound socket, or what comes through another's tunnels. Its security may change while it is bound: a connection uses what holds when it is accepted. */
final class ListenerSocket {
    private static final int BACKLOG = 4096;
    /** What may wait for a slow client before its upstream is paused. */
    private static final WriteBufferWaterMark WATERMARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    private final Loops loops;
    private final ConnectionStart.Services services;
    private final Set<ConnectionStart.Drainable> open = ConcurrentHashMap.newKeySet();
    private volatile Setting setting;
    private @Nullable Channel channel;

    private record Setting(ListenerSpec spec, @Nullable ServerTls tls) {}

    ListenerSocket(ListenerSpec spec, Model model, Loops loops, ConnectionStart.Services services) {
        this.loops = loops;
        this.services = services;
        this.setting = setting(spec, model);
    }

    private static Setting setting(ListenerSpec spec, Model model) {
        return switch (spec.security()) {
            case Security.Plaintext() -> new Setting(spec, null);
            case Security.Terminate terminate -> new Setting(spec, ServerTls.of(terminate, model.certificates()));
            case Security.Passthrough() ->
                throw new IllegalArgumentException("listener " + spec.id() + ": TLS passthrough is not there yet");
            case Security.Mesh mesh ->
                new Setting(spec, MeshTls.server(mesh, model.certificates(), alpn(spec.protocol())));
        };
    }

    private static List<String> alpn(Protocol protocol) {
        return switch (protocol) {
            case Protocol.Http _, Protocol.Detect _ -> List.of("h2", "http/1.1");
            case Protocol.Tunnel() -> List.of("h2");
            case Protocol.Tcp _, Protocol.Udp _ -> List.of();
        };
    }

    /** Changes the security of connections from now on. Throws {@link IllegalArgumentException} and keeps the old for settings that cannot be used. */
    void update(ListenerSpec spec, Model model) {
        setting = setting(spec, model);
    }

    /** Binds, unless connections come from within another listener; throws {@link java.io.IOException} (unchecked by Netty) if that cannot be. */
    void bind() {
        switch (setting.spec().binding()) {
            case Binding.Port(String address, int port) -> bind(address, port);
            case Binding.Captured captured -> bind(captured.address(), captured.port());
            case Binding.Tunnelled _ -> {}
        }
    }

    private void bind(String address, int port) {
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
        boolean captured = setting.spec().binding() instanceof Binding.Captured;
        take(client, captured ? originalDestination(client) : null);
    }

    /** Null too for who connected to this very socket: to go on to the "original" address would come back here. */
    private @Nullable InetSocketAddress originalDestination(Channel client) {
        InetSocketAddress original = services.capture().of(client);
        return original == null || original.equals(client.localAddress()) ? null : original;
    }

    /** A connection that came through a tunnel; {@code meant} is what the tunnel was asked for. */
    void enter(Channel stream, InetSocketAddress meant) {
        ListenerSpec spec = setting.spec();
        boolean decidedLater = spec.protocol() instanceof Protocol.Tcp && spec.security() instanceof Security.Plaintext;
        if (!decidedLater) {
            Ends.accept(stream);
        }
        take(stream, meant);
    }

    private void take(Channel client, @Nullable InetSocketAddress meant) {
        Setting now = setting;
        NettyLoop loop = loops.of(client);
        ServerTls tls = now.tls();
        if (tls != null) {
            client.pipeline().addLast(tls.newHandler());
        }
        client.pipeline().addLast(new ConnectionStart(now.spec(), loop, services, open, meant));
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
