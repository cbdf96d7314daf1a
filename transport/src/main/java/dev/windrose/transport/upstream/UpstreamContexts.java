package dev.windrose.transport.upstream;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.transport.tls.UpstreamTls;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The TLS context of each cluster, made when it is first needed and kept as long as the cluster is, since sessions are resumed from it. Thread-safe. */
public final class UpstreamContexts {
    private final Supplier<Snapshot> snapshots;
    private final Map<Cluster, UpstreamTls> byCluster = new WeakHashMap<>();

    public UpstreamContexts(Supplier<Snapshot> snapshots) {
        this.snapshots = snapshots;
    }

    /** Null if the cluster is spoken to in clear. Throws {@link IllegalArgumentException} if its settings cannot be used: then nothing may be sent. */
    synchronized @Nullable UpstreamTls of(Cluster cluster) {
        if (cluster.spec().tls() == null) {
            return null;
        }
        UpstreamTls known = byCluster.get(cluster);
        if (known == null) {
            known = UpstreamTls.of(cluster.spec(), snapshots.get().model().certificates());
            if (known != null) {
                byCluster.put(cluster, known);
            }
        }
        return known;
    }
}
