package dev.windrose.engine.snapshot;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.route.Target;
import dev.windrose.engine.route.TargetPicker;
import dev.windrose.engine.route.Targets;
import dev.windrose.filter.Filter;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.Destination;
import dev.windrose.model.Destination.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns destinations into draws. */
final class TargetCompiler {
    private static final int UNRESOLVED = 500;
    private static final Filter[] NO_FILTERS = {};
    /** What {@link Destination.OriginalAddress} means: plain connections to wherever each client wanted to go. */
    private static final ClusterSpec ORIGINAL = new ClusterSpec(
            new ClusterId("original-address"),
            new ClusterSpec.Endpoints.Original(),
            ClusterSpec.UpstreamProtocol.AUTO,
            null,
            ClusterSpec.CONNECT_TIMEOUT);

    private final Map<ClusterId, Cluster> clusters;
    private final Map<ClusterId, Cluster> previous;
    private final FilterCompiler filters;

    /**
     * {@code clusters} of the snapshot: gets one more if a destination is the original address. {@code previous} are those of the snapshot
     * before.
     */
    TargetCompiler(Map<ClusterId, Cluster> clusters, Map<ClusterId, Cluster> previous, FilterCompiler filters) {
        this.clusters = clusters;
        this.previous = previous;
        this.filters = filters;
    }

    TargetPicker compile(Destination destination, String origin) {
        return destination instanceof Destination.Weighted weighted
                ? weighted(weighted.shares(), origin)
                : Targets.always(target(destination, NO_FILTERS));
    }

    private TargetPicker weighted(List<Share> shares, String origin) {
        List<Share> drawn = shares.stream().filter(share -> share.weight() > 0).toList();
        if (drawn.isEmpty()) {
            return Targets.always(fail("no backend has a weight above 0", NO_FILTERS));
        }
        Target[] targets = new Target[drawn.size()];
        int[] weights = new int[drawn.size()];
        for (int i = 0; i < targets.length; i++) {
            Share share = drawn.get(i);
            targets[i] = target(share.destination(), filters.compile(share.filters(), origin));
            weights[i] = share.weight();
        }
        return targets.length == 1 ? Targets.always(targets[0]) : Targets.weighted(targets, weights);
    }

    /** Every target that leads to a cluster, those of weight 0 too. */
    Target[] all(Destination destination, String origin) {
        List<Target> all = new ArrayList<>();
        if (destination instanceof Destination.Weighted weighted) {
            for (Share share : weighted.shares()) {
                all.add(target(share.destination(), filters.compile(share.filters(), origin)));
            }
        } else {
            all.add(target(destination, NO_FILTERS));
        }
        all.removeIf(target -> target.cluster() == null);
        return all.toArray(new Target[0]);
    }

    private Target target(Destination destination, Filter[] own) {
        return switch (destination) {
            case Destination.To to -> to(to.cluster(), own);
            case Destination.Fail(int status, String why) -> new Target(null, status, why, own);
            case Destination.OriginalAddress() -> new Target(original(), 0, "", own);
            case Destination.Weighted weighted ->
                fail("weights within weights: " + weighted.shares().size(), own);
        };
    }

    /** The cluster of original addresses stays once it was needed: routes that are taken over may lead there. */
    void keepOriginal() {
        Cluster known = previous.get(ORIGINAL.id());
        if (known != null && known.spec().equals(ORIGINAL)) {
            clusters.putIfAbsent(ORIGINAL.id(), known);
        }
    }

    private Cluster original() {
        return clusters.computeIfAbsent(ORIGINAL.id(), _ -> new Cluster(ORIGINAL));
    }

    private Target to(ClusterId id, Filter[] own) {
        Cluster cluster = clusters.get(id);
        return cluster == null ? fail("cluster " + id + " is missing", own) : new Target(cluster, 0, "", own);
    }

    private static Target fail(String why, Filter[] own) {
        return new Target(null, UNRESOLVED, why, own);
    }
}
