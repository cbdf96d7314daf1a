package dev.windrose.engine.snapshot;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ListenerId;
import dev.windrose.model.Model;
import java.util.Map;

/**
 * Everything that runs, compiled from one model. Immutable; an exchange keeps the one it started with.
 *
 * @param version hash of the model
 */
public record Snapshot(
        ModelVersion version,
        Model model,
        Map<ListenerId, RunningListener> listeners,
        Map<ClusterId, Cluster> clusters) {
    public static final Snapshot EMPTY = new Snapshot(ModelVersion.of(Model.EMPTY), Model.EMPTY, Map.of(), Map.of());
}
