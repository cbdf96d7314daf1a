package dev.windrose.dataplane;

import dev.windrose.dataplane.metrics.Labels;
import dev.windrose.dataplane.metrics.MetricsRegistry.Sink;
import dev.windrose.dataplane.metrics.ProxyMetrics;
import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.cluster.Endpoint;
import io.netty.util.internal.PlatformDependent;

/** The numbers of a proxy that are looked up when someone asks for metrics. */
final class Gauges implements ProxyMetrics.Source {
    private final Dataplane dataplane;
    private final Reload reload;

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
    public void upstreamActive(Sink sink) {
        for (Cluster cluster : dataplane.snapshot().clusters().values()) {
            for (Endpoint endpoint : cluster.endpoints()) {
                Labels labels = Labels.of("cluster", cluster.spec().id().toString(), "endpoint", endpoint.toString());
                sink.row(labels, endpoint.active());
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
