package dev.windrose.transport;

import dev.windrose.engine.exchange.ProxyEngine;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.Binding;
import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.model.Security;
import dev.windrose.transport.loop.Ends;
import dev.windrose.transport.loop.Loops;
import dev.windrose.transport.loop.NettyLoop;
import dev.windrose.transport.proxyprotocol.ProxyProtocolHandler;
import dev.windrose.transport.tls.MeshTls;
import dev.windrose.transport.tls.ServerTls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One way in: a bound socket, or what comes through another's tunnels. Its security may change while it is there: a connection uses what holds when it is accepted. */
final class ListenerSocket implements AutoCloseable {
    private static final int BACKLOG = 4096;
    /** What may wait for a slow client before its upstream is paused. */
    private static final WriteBufferWaterMark WATERMARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);
    /** Longer than a handshake may take: a connection that was accepted with a setting has begun to use it by then. */
    private static final long RETIRE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Loops loops;
    private final Supplier<Snapshot> current;
    private final ConnectionStart.Services services;
    private final OpenConnections open = new OpenConnections();
    private volatile Setting setting;
    /** Of the writer and of {@link #RETIRE_NANOS}' timers. */
    private final Set<ServerTls> retired = ConcurrentHashMap.newKeySet();
    /** Set once the listener is gone from the configuration. */
    private volatile @Nullable Snapshot last;

    private @Nullable Channel channel;

    /** What new connections get; {@code certificates} are those that the TLS contexts were made of. */
    private record Setting(
            ListenerSpec spec, @Nullable ServerTls tls, Map<CertificateId, CertificateSpec> certificates) {}

    ListenerSocket(ListenerSpec spec, Model model, Loops loops, ConnectionStart.Services services) {
        this.loops = loops;
        ProxyEngine engine = services.engine();
        this.current = engine.snapshots();
        this.services = services.with(new ProxyEngine(this::snapshot, engine.upstream(), engine.observer()));
        this.setting = setting(spec, model);
    }

    /** What runs now; for connections that outlive their listener, the last snapshot that had it. The order of the two reads matters. */
    private Snapshot snapshot() {
        Snapshot now = current.get();
        Snapshot kept = last;
        return kept == null ? now : kept;
    }

    /** The next snapshot has no such listener: requests of connections that are still open are answered as this one says. Before the swap. */
    void keep(Snapshot snapshot) {
        last = snapshot;
    }

    private static Setting setting(ListenerSpec spec, Model model) {
        return switch (spec.security()) {
            case Security.Plaintext() -> new Setting(spec, null, Map.of());
            case Security.Terminate terminate ->
                new Setting(spec, ServerTls.of(terminate, model.certificates()), certificates(spec, model));
            case Security.Passthrough() ->
                throw new IllegalArgumentException("listener " + spec.id() + ": TLS passthrough is not there yet");
            case Security.Mesh mesh ->
                new Setting(
                        spec,
                        MeshTls.server(mesh, model.certificates(), alpn(spec.protocol())),
                        certificates(spec, model));
        };
    }

    private static List<String> alpn(Protocol protocol) {
        return switch (protocol) {
            case Protocol.Http _, Protocol.Detect _ -> List.of("h2", "http/1.1");
            case Protocol.Tunnel() -> List.of("h2");
            case Protocol.Tcp _, Protocol.Udp _, Protocol.ByServerName() -> List.of();
        };
    }

    private static Map<CertificateId, CertificateSpec> certificates(ListenerSpec listener, Model model) {
        Map<CertificateId, CertificateSpec> used = new LinkedHashMap<>();
        switch (listener.security()) {
            case Security.Terminate terminate -> {
                for (Security.ServerName name : terminate.names()) {
                    name.certificates().forEach(id -> use(id, model, used));
                }
            }
            case Security.Mesh mesh -> use(mesh.certificate(), model, used);
            case Security.Plaintext(), Security.Passthrough() -> {}
        }
        return used;
    }

    private static void use(CertificateId id, Model model, Map<CertificateId, CertificateSpec> used) {
        CertificateSpec spec = model.certificates().get(id);
        if (spec != null) {
            used.put(id, spec);
        }
    }

    /** Whether connections of both are secured by the same contexts. */
    private static boolean isSecuredAs(Setting old, ListenerSpec spec, Model model) {
        return spec.security().equals(old.spec().security())
                && alpn(spec.protocol()).equals(alpn(old.spec().protocol()))
                && certificates(spec, model).equals(old.certificates());
    }

    /**
     * Changes the security of connections from now on. TLS contexts stay as long as nothing of them changes, since sessions are resumed from them.
     * Throws {@link IllegalArgumentException} and keeps the old for settings that cannot be used.
     */
    void update(ListenerSpec spec, Model model) {
        Setting old = setting;
        if (isSecuredAs(old, spec, model)) {
            setting = new Setting(spec, old.tls(), old.certificates());
            return;
        }
        setting = setting(spec, model);
        if (spec.security().getClass() != old.spec().security().getClass()) {
            // What came in clear must not stay where TLS is asked for now.
            open.endIdle();
        }
        ServerTls unused = old.tls();
        if (unused != null) {
            retired.add(unused);
            loops.all().getFirst().after(RETIRE_NANOS, () -> release(unused));
        }
    }

    private void release(ServerTls unused) {
        if (retired.remove(unused)) {
            unused.close();
        }
    }

    /** Binds, unless connections come from within another listener; throws {@link java.io.IOException} (unchecked by Netty) if that cannot be. */
    void bind() {
        switch (setting.spec().binding()) {
            case Binding.Port(String address, int port) -> bind(address, port);
            case Binding.Captured captured -> bind(captured.address(), captured.port());
            case Binding.Tunnelled _, Binding.Named _ -> {}
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
        ListenerSpec spec = setting.spec();
        if (!services.admission().admit(client, open.count(), spec.connections())) {
            client.close();
            return;
        }
        InetSocketAddress meant = spec.binding() instanceof Binding.Captured ? originalDestination(client) : null;
        OpenConnections.Entry entry = open.accept(client, loops.of(client));
        if (ProxyProtocolHandler.isExpected(spec.connections(), (InetSocketAddress) client.remoteAddress())) {
            client.pipeline().addLast(new ProxyProtocolHandler(named -> begin(named, entry, meant)));
        } else {
            begin(client, entry, meant);
        }
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
        begin(stream, open.accept(stream, loops.of(stream)), meant);
    }

    private void begin(Channel client, OpenConnections.Entry entry, @Nullable InetSocketAddress meant) {
        Setting now = setting;
        NettyLoop loop = loops.of(client);
        ServerTls tls = now.tls();
        loop.own(client);
        loop.ownReads(client);
        if (tls != null) {
            client.pipeline().addLast(tls.newHandler());
        }
        client.pipeline().addLast(new ConnectionStart(now.spec(), loop, services, entry, meant));
    }

    /** The bound port. */
    int port() {
        return channel == null ? 0 : ((InetSocketAddress) channel.localAddress()).getPort();
    }

    OpenConnections connections() {
        return open;
    }

    void rotateTicketKeys() {
        ServerTls tls = setting.tls();
        if (tls != null) {
            tls.rotateTicketKeys();
        }
    }

    /** Stops accepting; connections end when idle. */
    void drain() {
        // First, so that whoever finds the port closed finds the connections draining too.
        open.drain();
        if (channel != null) {
            channel.close().syncUninterruptibly();
        }
    }

    /** Lets go of TLS contexts; no connection may begin any more. */
    @Override
    public void close() {
        ServerTls used = setting.tls();
        if (used != null) {
            used.close();
        }
        retired.forEach(this::release);
    }
}
