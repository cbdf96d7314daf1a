package dev.windrose.dataplane;

import dev.windrose.dataplane.accesslog.AccessLog;
import dev.windrose.dataplane.accesslog.StreamSink;
import dev.windrose.dataplane.admin.AdminServer;
import dev.windrose.dataplane.metrics.Metrics;
import dev.windrose.dataplane.metrics.MetricsRegistry;
import dev.windrose.dataplane.metrics.ProxyMetrics;
import dev.windrose.dataplane.source.Changes;
import dev.windrose.dataplane.source.FileSource;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.model.ListenerId;
import dev.windrose.transport.Transport;
import dev.windrose.transport.Transport.ListenerProblem;
import dev.windrose.transport.dns.ClusterResolver;
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.loop.IoKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A running proxy. {@link #assemble} puts it together, {@link #drain} ends it in good order. */
public final class Dataplane implements AutoCloseable {
    /** Objects of an API server are whole when they are told of, unlike files; so endpoints change at once. */
    private static final FileSource.Timing AT_ONCE =
            new FileSource.Timing(Duration.ofMillis(20), Duration.ofMillis(250), Duration.ZERO);

    private final Parts parts;
    private final Reload reload;
    private final List<ListenerProblem> unopened;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean ready;
    private @Nullable AdminServer admin;

    /**
     * Settings that no document has.
     *
     * @param workers event loops
     * @param admin where the admin endpoints listen; null for none
     * @param accessLog the access log's form; null for none
     * @param accessLogFile where it goes; null for standard output
     * @param logLevel the program's own log
     * @param reload how changes of files are waited for
     * @param peers whom all listeners believe
     * @param timeouts how long clients may take
     * @param io how event loops ask the kernel
     */
    public record Options(
            int workers,
            @Nullable InetSocketAddress admin,
            AccessLog.@Nullable Form accessLog,
            @Nullable Path accessLogFile,
            LogLevel logLevel,
            FileSource.Timing reload,
            PeerSettings peers,
            ServerTimeouts timeouts,
            IoKind io) {
        /** With the usual timing of reloads, and nobody believed. */
        public Options(
                int workers,
                @Nullable InetSocketAddress admin,
                AccessLog.@Nullable Form accessLog,
                @Nullable Path accessLogFile,
                LogLevel logLevel) {
            this(
                    workers,
                    admin,
                    accessLog,
                    accessLogFile,
                    logLevel,
                    FileSource.Timing.DEFAULT,
                    PeerSettings.NONE,
                    ServerTimeouts.DEFAULT,
                    IoKind.AUTO);
        }

        /** As many event loops as processors, no admin, no access log. */
        public static final Options QUIET =
                new Options(Runtime.getRuntime().availableProcessors(), null, null, null, LogLevel.FIXED);
    }

    /** What is put together, and ends together. */
    private record Parts(
            Transport transport,
            Metrics metrics,
            @Nullable AccessLog accessLog,
            ClusterResolver names,
            @Nullable FileSource files,
            Changes changes,
            ConfigurationSource source) {}

    private Dataplane(Parts parts, Reload reload) {
        this.parts = parts;
        this.reload = reload;
        reload.run(() -> true);
        this.unopened = reload.unopened();
        this.ready = true;
    }

    /**
     * Starts a proxy: source → compile → transport, with admin, metrics and access log beside.
     *
     * @param watched files and folders whose changes lead to a new reading of the source
     * @throws IOException if the admin address cannot be listened on or the files not watched
     */
    public static Dataplane assemble(Options options, ConfigurationSource source, List<Path> watched)
            throws IOException {
        Metrics metrics = new Metrics(options.workers());
        AccessLog accessLog = accessLog(options);
        Transport transport = Transport.start(
                Transport.Options.of(options.workers()).with(options.io()).with(options.timeouts()),
                observer(metrics, accessLog));
        ClusterResolver names = new ClusterResolver();
        Reload reload = new Reload(source, FilterRegistry.load(), names, transport, options.peers(), metrics);
        // Watched before the first reading, so that no change falls between the two.
        FileSource files = watched.isEmpty() ? null : FileSource.start(watched, options.reload(), reload::run);
        Changes changes = new Changes(AT_ONCE, reload::again);
        reload.reopenBy(changes::after);
        source.follow(changes::poke);
        Parts parts = new Parts(transport, metrics, accessLog, names, files, changes, source);
        Dataplane dataplane = new Dataplane(parts, reload);
        try {
            dataplane.serveAdmin(options);
        } catch (IOException | RuntimeException e) {
            dataplane.close();
            throw e;
        }
        return dataplane;
    }

    private static @Nullable AccessLog accessLog(Options options) {
        AccessLog.Form form = options.accessLog();
        if (form == null) {
            return null;
        }
        Path file = options.accessLogFile();
        StreamSink sink = file == null ? StreamSink.standardOutput() : StreamSink.file(file);
        return new AccessLog(form, options.workers(), AccessLog.RING_BYTES, sink, InstantSource.system()).start();
    }

    private static ExchangeObserver observer(Metrics metrics, @Nullable AccessLog accessLog) {
        return accessLog == null ? metrics : metrics.and(accessLog);
    }

    private void serveAdmin(Options options) throws IOException {
        InetSocketAddress address = options.admin();
        if (address != null) {
            MetricsRegistry registry = new MetricsRegistry();
            registry.add(parts.metrics());
            ProxyMetrics.register(registry, new Gauges(this, reload));
            ProxyMetrics.registerProcess(registry, Gauges::directMemory);
            AdminView view = new AdminView(this, reload, options.logLevel());
            try {
                admin = new AdminServer(address, view, registry, parts.metrics()).start();
            } catch (IOException e) {
                throw new IOException(adminProblem(address, String.valueOf(e.getMessage())), e);
            }
        }
    }

    private static String adminProblem(InetSocketAddress address, String why) {
        String where = "admin address " + address.getAddress().getHostAddress() + ":" + address.getPort() + ": ";
        String lower = why.toLowerCase(Locale.ROOT);
        if (lower.contains("in use")) {
            return where + "the port is in use (stop the other process, or choose another by --admin)";
        }
        if (lower.contains("permission")) {
            return where + "no permission (ports below 1024 need root or CAP_NET_BIND_SERVICE)";
        }
        return where + why + " (expected: an address of this machine)";
    }

    /** What runs now. From any thread. */
    public Snapshot snapshot() {
        return parts.transport().snapshot();
    }

    /** Listeners that could not be opened at the start. */
    public List<ListenerProblem> unopened() {
        return unopened;
    }

    /** The port a listener is bound to, or 0. */
    public int port(ListenerId listener) {
        return parts.transport().port(listener);
    }

    /** Where the admin endpoints are; null without. */
    public @Nullable InetSocketAddress adminAddress() {
        return admin == null ? null : admin.address();
    }

    Transport transport() {
        return parts.transport();
    }

    ClusterResolver names() {
        return parts.names();
    }

    /** The next line goes to a new file of the same name, after the old one was moved away. From any thread. */
    public void reopenAccessLog() {
        AccessLog accessLog = parts.accessLog();
        if (accessLog != null) {
            accessLog.reopen();
        }
    }

    long accessLogDropped() {
        return parts.accessLog() == null ? 0 : parts.accessLog().dropped();
    }

    /** Whether new traffic may be sent here. */
    public boolean isReady() {
        return ready && asked.getCount() > 0;
    }

    /** Asks for the end: readiness fails from now on, and {@link #awaitStop} returns. From any thread; returns at once. */
    public void stop() {
        asked.countDown();
    }

    /** Waits until {@link #stop} is called, by the admin endpoint or a signal. */
    public void awaitStop() throws InterruptedException {
        asked.await();
    }

    /** Not ready, then no new connections, then the end of those that are there, at most for the grace period. Returns how many were cut off. */
    public int drain(Duration grace) throws InterruptedException {
        stop();
        reload.end();
        int left = parts.transport().drain(grace);
        close();
        return left;
    }

    /** Ends everything at once. A second call does nothing. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        ready = false;
        reload.end();
        FileSource source = parts.files();
        if (source != null) {
            source.close();
        }
        parts.changes().close();
        parts.source().close();
        parts.names().close();
        parts.transport().close();
        if (admin != null) {
            admin.close();
        }
        if (parts.accessLog() != null) {
            parts.accessLog().close();
        }
    }
}
