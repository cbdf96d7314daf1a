package dev.windrose.dataplane.metrics;

import dev.windrose.dataplane.metrics.MetricsRegistry.Kind;
import dev.windrose.dataplane.metrics.MetricsRegistry.Sink;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The names of all metrics that are not about single exchanges, in one place. Parts of the proxy supply the values through {@link Source};
 * whatever part is absent emits a family without series, so that dashboards and alerts may rely on the names.
 */
public final class ProxyMetrics {
    private ProxyMetrics() {}

    /** What the parts of a proxy can tell. Each method writes the rows of one metric; labels are given at each. */
    public interface Source {
        /** Open client connections; {@code listener}. */
        default void connections(Sink sink) {}

        /** Client connections accepted since the start; {@code listener}. */
        default void connectionsAccepted(Sink sink) {}

        /** Client connections and requests that were not taken; {@code reason}. */
        default void refused(Sink sink) {}

        /** 0 without overload, 1 to 3 with more and more done about it; no labels. */
        default void overload(Sink sink) {}

        /** TLS handshakes with clients; {@code listener}, {@code result} (full, resumed, failed_…). */
        default void tlsHandshakes(Sink sink) {}

        /** Sessions of clients that send datagrams; {@code listener}. */
        default void datagramSessions(Sink sink) {}

        /** Datagrams; {@code listener}, {@code direction} (in, out). */
        default void datagrams(Sink sink) {}

        /** Bytes of datagrams; {@code listener}, {@code direction} (in, out). */
        default void datagramBytes(Sink sink) {}

        /** Datagrams that went nowhere; {@code listener}, {@code reason}. */
        default void datagramsDropped(Sink sink) {}

        /** Connections to upstreams; {@code cluster}, {@code state} (active, idle). */
        default void poolConnections(Sink sink) {}

        /** Requests under way; {@code cluster}, {@code endpoint}. */
        default void upstreamActive(Sink sink) {}

        /** How many addresses a name that cannot be resolved at present had before, which stay in use; {@code cluster}, {@code name}. */
        default void namesFailing(Sink sink) {}

        /** Reloads since the start; {@code result} (ok, partial, failed). */
        default void reloads(Sink sink) {}

        /** 1 for the running snapshot; {@code version}. */
        default void snapshots(Sink sink) {}

        /** The end of each certificate's validity in seconds since 1970; {@code certificate}. */
        default void certificateExpiry(Sink sink) {}

        /** How late each loop ran its last timer, in nanoseconds; {@code loop}. */
        default void eventLoopLag(Sink sink) {}

        /** Access log lines dropped because a ring was full; no labels. */
        default void accessLogDropped(Sink sink) {}

        /** 1 if ready; no labels. */
        default void ready(Sink sink) {}
    }

    /** Registers the families that a source supplies. */
    public static void register(MetricsRegistry registry, Source source) {
        registry.rows("windrose_connections", Kind.GAUGE, "Open client connections.", source::connections);
        registry.rows(
                "windrose_connections_accepted_total",
                Kind.COUNTER,
                "Client connections accepted.",
                source::connectionsAccepted);
        registry.rows(
                "windrose_refused_total",
                Kind.COUNTER,
                "Client connections and requests refused by a limit or for overload.",
                source::refused);
        registry.rows("windrose_overload_level", Kind.GAUGE, "What is done about overload, 0 to 3.", source::overload);
        registry.rows(
                "windrose_tls_handshakes_total", Kind.COUNTER, "TLS handshakes by result.", source::tlsHandshakes);
        registerDatagrams(registry, source);
        registry.rows(
                "windrose_pool_connections", Kind.GAUGE, "Connections to upstreams by state.", source::poolConnections);
        registry.rows(
                "windrose_upstream_active_requests",
                Kind.GAUGE,
                "Requests under way by endpoint.",
                source::upstreamActive);
        registry.rows(
                "windrose_names_failing_addresses",
                Kind.GAUGE,
                "Last addresses still in use of each name that cannot be resolved at present.",
                source::namesFailing);
        registry.rows("windrose_reloads_total", Kind.COUNTER, "Reloads by result.", source::reloads);
        registry.rows("windrose_snapshot_info", Kind.GAUGE, "The running snapshot's version.", source::snapshots);
        registry.rows(
                "windrose_certificate_expiry_timestamp_seconds",
                Kind.GAUGE,
                "End of each certificate's validity, in seconds since 1970.",
                source::certificateExpiry);
        registry.rows(
                "windrose_event_loop_lag_seconds",
                Kind.SECONDS,
                "How late each event loop ran its last timer.",
                source::eventLoopLag);
        registry.rows(
                "windrose_access_log_dropped_total",
                Kind.COUNTER,
                "Access log lines dropped because the log could not keep up.",
                source::accessLogDropped);
        registry.rows("windrose_ready", Kind.GAUGE, "1 when ready for traffic.", source::ready);
    }

    private static void registerDatagrams(MetricsRegistry registry, Source source) {
        registry.rows("windrose_udp_sessions", Kind.GAUGE, "Clients that send datagrams.", source::datagramSessions);
        registry.rows("windrose_udp_datagrams_total", Kind.COUNTER, "Datagrams by direction.", source::datagrams);
        registry.rows(
                "windrose_udp_bytes_total", Kind.COUNTER, "Bytes of datagrams by direction.", source::datagramBytes);
        registry.rows(
                "windrose_udp_dropped_total",
                Kind.COUNTER,
                "Datagrams that went nowhere, by reason.",
                source::datagramsDropped);
    }

    /** Registers what the JVM tells about the process. {@code directBytes} is the memory of network buffers outside the heap. */
    public static void registerProcess(MetricsRegistry registry, LongSupplier directBytes) {
        String memory = "windrose_memory_bytes";
        String help = "Memory in use by area.";
        registry.gauge(memory, help, Labels.of("area", "heap"), () -> heap().getUsed());
        registry.gauge(memory, help, Labels.of("area", "heap_committed"), () -> heap().getCommitted());
        registry.gauge(memory, help, Labels.of("area", "heap_max"), () -> heap().getMax());
        registry.gauge(
                memory,
                help,
                Labels.of("area", "non_heap"),
                () -> ManagementFactory.getMemoryMXBean()
                        .getNonHeapMemoryUsage()
                        .getUsed());
        registry.gauge(memory, help, Labels.of("area", "direct"), directBytes);
        registry.rows(memory, Kind.GAUGE, help, sink -> {
            for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
                sink.row(Labels.of("area", "jdk_" + pool.getName()), pool.getMemoryUsed());
            }
        });
        registry.rows("windrose_gc_seconds_total", Kind.COUNTER_SECONDS, "Time spent in garbage collection.", sink -> {
            List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
            for (GarbageCollectorMXBean collector : collectors) {
                sink.row(Labels.of("collector", collector.getName()), collector.getCollectionTime() * 1_000_000);
            }
        });
        registry.gauge(
                "windrose_threads",
                "Platform threads.",
                Labels.NONE,
                () -> ManagementFactory.getThreadMXBean().getThreadCount());
        registry.seconds(
                "windrose_uptime_seconds",
                "Time since the start.",
                Labels.NONE,
                () -> 1_000_000 * ManagementFactory.getRuntimeMXBean().getUptime());
    }

    private static MemoryUsage heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    }
}
