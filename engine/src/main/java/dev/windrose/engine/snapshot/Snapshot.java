package dev.windrose.engine.snapshot;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.session.SessionTokens;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ListenerId;
import dev.windrose.model.Model;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that runs, compiled from one model. Immutable; an exchange keeps the one it started with.
 *
 * @param version hash of the model
 * @param sessions how the tokens of sessions are sealed at listeners without keys; the same from snapshot to snapshot
 */
public record Snapshot(
        ModelVersion version,
        Model model,
        Map<ListenerId, RunningListener> listeners,
        Map<ClusterId, Cluster> clusters,
        SessionTokens sessions) {
    public static final Snapshot EMPTY = empty(SessionTokens.ofProcess());

    /** Nothing runs; what follows seals the tokens of sessions so. */
    public static Snapshot empty(SessionTokens sessions) {
        return new Snapshot(ModelVersion.of(Model.EMPTY), Model.EMPTY, Map.of(), Map.of(), sessions);
    }

    /**
     * To be called once this is the current snapshot in the place of {@code before}: clusters of both go on with this model's addresses, and
     * connections to what has no place in it any more end with their last request. From one thread at a time.
     */
    public void succeed(Snapshot before) {
        clusters.forEach((id, cluster) -> {
            ClusterSpec spec = model.clusters().get(id);
            if (spec != null) {
                cluster.take(spec);
            }
        });
        before.clusters.forEach((id, cluster) -> leave(cluster, clusters.get(id)));
    }

    @SuppressWarnings("ReferenceEquality") // a cluster of the same name may be another one
    private static void leave(Cluster cluster, @Nullable Cluster successor) {
        if (cluster != successor) {
            cluster.replacedBy(successor);
        }
    }
}
