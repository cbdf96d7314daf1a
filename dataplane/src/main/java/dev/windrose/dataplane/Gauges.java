package dev.windrose.dataplane;

import dev.windrose.dataplane.metrics.Labels;
import dev.windrose.dataplane.metrics.MetricsRegistry.Sink;
import dev.windrose.dataplane.metrics.ProxyMetrics;
import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.transport.dns.ClusterResolver;
import dev.windrose.transport.udp.UdpCounts;
import dev.windrose.transport.udp.UdpCounts.Direction;
import io.netty.util.internal.PlatformDependent;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToLongBiFunction;

/** The numbers of a proxy that are looked up when someone asks for metrics. */
final class Gauges implements ProxyMetrics.Source {
    private final Dataplane dataplane;
    private final Reload reload;
    private final Expiries expiries = new Expiries();

    Gauges(Dataplane dataplane, Reload reload) {
        this.dataplane = dataplane;
        this.reload = reload;
    }

    /** Bytes of network buffers outside the heap. */
    static long directMemory() {
        return Math.max(0, PlatformDependent.usedDirectMemory());
    }

    @Override
    public void connections(Sink sink) {
        dataplane
                .transport()
                .connections()
                .forEach((listener, count) -> sink.row(Labels.of("listener", listener.toString()), count));
    }

    @Override
    public void connectionsAccepted(Sink sink) {
        dataplane
                .transport()
                .accepted()
                .forEach((listener, count) -> sink.row(Labels.of("listener", listener.toString()), count));
    }

    @Override
    public void tlsHandshakes(Sink sink) {
        dataplane
                .transport()
                .handshakes()
                .forEach((listener, ends) -> ends.counts().forEach((result, count) -> {
                    if (count > 0) {
                        sink.row(Labels.of("listener", listener.toString(), "result", result.label()), count);
                    }
                }));
    }

    @Override
    public void datagramSessions(Sink sink) {
        dataplane
                .transport()
                .datagrams()
                .forEach((listener, counts) -> sink.row(Labels.of("listener", listener.toString()), counts.sessions()));
    }

    @Override
    public void datagrams(Sink sink) {
        byDirection(sink, UdpCounts::datagrams);
    }

    @Override
    public void datagramBytes(Sink sink) {
        byDirection(sink, UdpCounts::bytes);
    }

    private void byDirection(Sink sink, ToLongBiFunction<UdpCounts, Direction> count) {
        dataplane.transport().datagrams().forEach((listener, counts) -> {
            String name = listener.toString();
            sink.row(Labels.of("listener", name, "direction", "in"), count.applyAsLong(counts, Direction.IN));
            sink.row(Labels.of("listener", name, "direction", "out"), count.applyAsLong(counts, Direction.OUT));
        });
    }

    @Override
    public void datagramsDropped(Sink sink) {
        dataplane.transport().datagrams().forEach((listener, counts) -> {
            for (UdpCounts.Drop reason : UdpCounts.Drop.values()) {
                Labels labels = Labels.of("listener", listener.toString(), "reason", reason.label());
                sink.row(labels, counts.dropped(reason));
            }
        });
    }

    @Override
    public void poolConnections(Sink sink) {
        dataplane.transport().pools().forEach((cluster, count) -> {
            sink.row(Labels.of("cluster", cluster.toString(), "state", "idle"), count.idle());
            sink.row(Labels.of("cluster", cluster.toString(), "state", "active"), count.open() - count.idle());
        });
    }

    @Override
    public void certificateExpiry(Sink sink) {
        expiries.of(dataplane.snapshot().model().certificates().values())
                .forEach((id, seconds) -> sink.row(Labels.of("certificate", id.toString()), seconds));
    }

    @Override
    public void eventLoopLag(Sink sink) {
        long[] lags = dataplane.transport().loopLags();
        for (int loop = 0; loop < lags.length; loop++) {
            sink.row(Labels.of("loop", Integer.toString(loop)), lags[loop]);
        }
    }

    @Override
    public void refused(Sink sink) {
        dataplane.transport().refused().forEach((reason, count) -> sink.row(Labels.of("reason", reason), count));
    }

    @Override
    public void overload(Sink sink) {
        sink.row(Labels.NONE, dataplane.transport().overloadLevel());
    }

    @Override
    public void upstreamActive(Sink sink) {
        for (Cluster cluster : dataplane.snapshot().clusters().values()) {
            for (Endpoint endpoint : cluster.endpoints()) {
                Labels labels = Labels.of("cluster", cluster.spec().id().toString(), "endpoint", endpoint.toString());
                sink.row(labels, endpoint.active());
            }
        }
    }

    @Override
    public void namesFailing(Sink sink) {
        Set<Labels> told = new HashSet<>();
        for (ClusterResolver.Failing failing : dataplane.names().failing()) {
            Labels labels = Labels.of("cluster", failing.cluster().toString(), "name", failing.host());
            // One host may stand in a cluster with several ports.
            if (told.add(labels)) {
                sink.row(labels, failing.addresses());
            }
        }
    }

    @Override
    public void reloads(Sink sink) {
        sink.row(Labels.of("result", "ok"), reload.ok());
        sink.row(Labels.of("result", "partial"), reload.partial());
        sink.row(Labels.of("result", "failed"), reload.failed());
    }

    @Override
    public void snapshots(Sink sink) {
        sink.row(Labels.of("version", dataplane.snapshot().version().toString()), 1);
    }

    @Override
    public void accessLogDropped(Sink sink) {
        sink.row(Labels.NONE, dataplane.accessLogDropped());
    }

    @Override
    public void ready(Sink sink) {
        sink.row(Labels.NONE, dataplane.isReady() ? 1 : 0);
    }
}
