package dev.windrose.transport;

import dev.windrose.engine.exchange.ProxyEngine;
import dev.windrose.engine.snapshot.RunningListener;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.Binding;
import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.model.Security;
import dev.windrose.transport.loop.Ends;
import dev.windrose.transport.loop.Loops;
import dev.windrose.transport.loop.NettyLoop;
import dev.windrose.transport.proxyprotocol.ProxyProtocolHandler;
import dev.windrose.transport.tls.ClientHello;
import dev.windrose.transport.tls.MeshTls;
import dev.windrose.transport.tls.ServerTls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One way in: a bound socket, or what another one carries. Its security may change while it is there: a connection uses what holds when it is accepted. */
final class ListenerSocket implements AutoCloseable {
    private static final int BACKLOG = 4096;
    /** What may wait for a slow client before its upstream is paused. */
    private static final WriteBufferWaterMark WATERMARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);
    /** Longer than a handshake may take: a connection that was accepted with a setting has begun to use it by then. */
    private static final long RETIRE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Loops loops;
    private final ConnectionStart.Services services;
    private final OpenConnections open = new OpenConnections();
    private volatile Setting setting;
    /** Of the writer and of {@link #RETIRE_NANOS}' timers. */
    private final Set<ServerTls> retired = ConcurrentHashMap.newKeySet();
    /** What the next {@link #change} brings; of the writer. */
    private @Nullable Setting prepared;

    private @Nullable Channel channel;

    /** What new connections get; {@code certificates} are those that the TLS contexts were made of. */
    private record Setting(
            ListenerSpec spec, @Nullable ServerTls tls, Map<CertificateId, CertificateSpec> certificates, Era era) {}

    /** A time in which the listener is there and speaks one protocol: a connection's requests are answered by the snapshots of its era. */
    private static final class Era {
        private final Supplier<Snapshot> current;
        private final ConnectionStart.Services services;
        /** Set once it is over. */
        private volatile @Nullable Snapshot last;

        Era(ConnectionStart.Services all) {
            ProxyEngine engine = all.engine();
            current = engine.snapshots();
            services = all.with(new ProxyEngine(this::snapshot, engine.upstream(), engine.observer()));
        }

        /** What runs now; for connections that outlive the era, its last. The order of the two reads matters. */
        Snapshot snapshot() {
            Snapshot now = current.get();
            Snapshot kept = last;
            return kept == null ? now : kept;
        }

        /** Before the swap. */
        void end(Snapshot snapshot) {
            last = snapshot;
        }
    }

    ListenerSocket(ListenerSpec spec, Model model, Loops loops, ConnectionStart.Services services) {
        this.loops = loops;
        this.services = services;
        this.setting = setting(spec, model, new Era(services));
    }

    /** The next snapshot has no such listener: requests of connections that are still open are answered as this one says. Before the swap. */
    void keep(Snapshot snapshot) {
        setting.era().end(snapshot);
    }

    private static Setting setting(ListenerSpec spec, Model model, Era era) {
        return switch (spec.security()) {
            case Security.Plaintext() -> new Setting(spec, null, Map.of(), era);
            case Security.Terminate terminate -> {
                ServerTls tls = ServerTls.of(terminate, model.certificates(), alpn(terminate, spec.protocol()));
                yield new Setting(spec, tls, certificates(spec, model), era);
            }
            case Security.Passthrough() -> new Setting(unopened(spec), null, Map.of(), era);
            case Security.Mesh mesh ->
                new Setting(
                        spec,
                        MeshTls.server(mesh, model.certificates(), alpn(spec.protocol())),
                        certificates(spec, model),
                        era);
        };
    }

    /** What is not decrypted can only be passed on. */
    private static ListenerSpec unopened(ListenerSpec spec) {
        return switch (spec.protocol()) {
            case Protocol.Tcp _, Protocol.ByServerName(), Protocol.ByDestination _ -> spec;
            case Protocol.Http _, Protocol.Detect _, Protocol.Tunnel(), Protocol.Udp _ ->
                throw new IllegalArgumentException(
                        "listener " + spec.id() + ": TLS passthrough (expected: with connections of bytes only)");
        };
    }

    /** What bytes mean is between the client and the endpoint, so that nothing is agreed on for them. */
    private static List<String> alpn(Security.Terminate terminate, Protocol protocol) {
        return alpn(protocol).isEmpty() ? List.of() : terminate.settings().alpn();
    }

    private static List<String> alpn(Protocol protocol) {
        return switch (protocol) {
            case Protocol.Http _, Protocol.Detect _ -> List.of("h2", "http/1.1");
            case Protocol.Tunnel() -> List.of("h2");
            case Protocol.Tcp _, Protocol.Udp _, Protocol.ByServerName(), Protocol.ByDestination _ -> List.of();
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
     * Gets ready for a {@link #change}; before the swap. TLS contexts stay as long as nothing of them changes, since sessions are resumed from them.
     * Throws {@link IllegalArgumentException} and keeps the old for settings that cannot be used.
     */
    void prepare(ListenerSpec spec, Model model) {
        Setting old = setting;
        boolean same = spec.protocol().getClass() == old.spec().protocol().getClass();
        Era era = same ? old.era() : new Era(services);
        prepared = isSecuredAs(old, spec, model)
                ? new Setting(spec, old.tls(), old.certificates(), era)
                : setting(spec, model, era);
        if (!same) {
            old.era().end(old.era().snapshot());
        }
    }

    /** What was prepared holds for connections from now on; after the swap, so that they find there what they need. */
    void change() {
        Setting old = setting;
        Setting next = prepared;
        if (next == null) {
            return;
        }
        prepared = null;
        setting = next;
        if (next.spec().security().getClass() != old.spec().security().getClass()
                || !next.era().equals(old.era())) {
            // What came in clear must not stay where TLS is asked for now, nor HTTP where other things are spoken.
            open.endIdle();
        }
        ServerTls unused = old.tls();
        if (unused != null && !unused.equals(next.tls())) {
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
            case Binding.Carried _, Binding.Named _ -> {}
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
            client.pipeline().addLast(new ProxyProtocolHandler(named -> beginNamed(named, spec, entry, meant)));
        } else {
            begin(client, entry, meant);
        }
    }

    private void beginNamed(
            Channel client, ListenerSpec spec, OpenConnections.Entry entry, @Nullable InetSocketAddress meant) {
        if (services.admission().admitNamed(client, spec.connections())) {
            begin(client, entry, meant);
        } else {
            client.close();
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
        if (now.spec().protocol() instanceof Protocol.ByDestination && meant != null && passedOn(client, meant)) {
            entry.left();
            return;
        }
        NettyLoop loop = loops.of(client);
        loop.own(client);
        loop.ownReads(client);
        if (now.spec().protocol() instanceof Protocol.ByServerName) {
            Map<ListenerId, ListenerSocket> then = services.listeners().get();
            long limit = services.timeouts(now.spec()).head().toNanos();
            client.pipeline()
                    .addLast(new NameStart(loop, entry, limit, (named, hello) -> enterByName(then, named, hello)));
            return;
        }
        ServerTls tls = now.tls();
        if (tls != null) {
            client.pipeline()
                    .addLast(tls.newHandler(services.timeouts(now.spec()).head()));
        }
        client.pipeline().addLast(new ConnectionStart(now.spec(), loop, now.era().services, entry, meant));
    }

    /** Whether another listener has taken a captured connection because it names the destination. */
    private boolean passedOn(Channel client, InetSocketAddress meant) {
        // Read before the snapshot, so that a listener that it names is there either now or then.
        Map<ListenerId, ListenerSocket> then = services.listeners().get();
        RunningListener running =
                setting.era().snapshot().listeners().get(setting.spec().id());
        ListenerId found = running == null ? null : running.destinations().find(host(meant), meant.getPort());
        if (found == null) {
            return false;
        }
        ListenerSocket now = services.listeners().get().get(found);
        ListenerSocket taker = now != null ? now : then.get(found);
        if (taker == null || !services.admission().hasRoom(taker.open.count())) {
            client.close();
        } else {
            taker.begin(client, taker.open.accept(client, loops.of(client)), meant);
        }
        return true;
    }

    /** Without a question to name servers. */
    private static String host(InetSocketAddress meant) {
        InetAddress address = meant.getAddress();
        return address == null ? meant.getHostString() : address.getHostAddress();
    }

    /** A listener that has gone since the connection came, with the configuration or with the whole proxy, may still take it. */
    private boolean enterByName(Map<ListenerId, ListenerSocket> then, Channel client, ClientHello hello) {
        RunningListener running =
                setting.era().snapshot().listeners().get(setting.spec().id());
        ListenerId found = running == null ? null : running.names().find(hello.serverName());
        if (found == null) {
            return false;
        }
        ListenerSocket now = services.listeners().get().get(found);
        ListenerSocket socket = now != null ? now : then.get(found);
        return socket != null && socket.enter(client, hello);
    }

    /** A connection that another listener accepted; its ClientHello is known and comes as its first bytes. */
    private boolean enter(Channel client, ClientHello hello) {
        if (!services.admission().hasRoom(open.count())) {
            client.close();
            return true;
        }
        Setting now = setting;
        ServerTls tls = now.tls();
        Duration limit = services.timeouts(now.spec()).head();
        ChannelHandler handshake = tls == null ? null : tls.newHandler(client.alloc(), hello, limit);
        if (tls != null && handshake == null) {
            return false;
        }
        NettyLoop loop = loops.of(client);
        OpenConnections.Entry entry = open.accept(client, loop);
        if (handshake != null) {
            client.pipeline().addLast(handshake);
        }
        client.pipeline().addLast(new ConnectionStart(now.spec(), loop, now.era().services, entry, null));
        return true;
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
