package dev.windrose.engine.snapshot;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.session.SessionTokens;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ListenerId;
import dev.windrose.model.Model;
import java.util.Map;

/**
 * Everything that runs, compiled from one model. Immutable; an exchange keeps the one it started with.
 *
 * @param version hash of the model
 * @param sessions how the tokens of sessions are sealed; the same from snapshot to snapshot
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
}
