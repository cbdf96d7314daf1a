package dev.windrose.engine.explain;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Where destinations lead, in words: shares, endpoints, TLS towards them, and what bounds their traffic. */
final class Destinations {
    private final Snapshot snapshot;
    private final IntFunction<String> refusal;

    /**
     * Speaks of destinations.
     *
     * @param refusal what becomes of traffic that cannot go anywhere, by the status that a request gets
     */
    Destinations(Snapshot snapshot, IntFunction<String> refusal) {
        this.snapshot = snapshot;
        this.refusal = refusal;
    }

    List<String> of(Destination destination) {
        return switch (destination) {
            case Destination.To to -> List.of(to(to));
            case Destination.Fail fail -> List.of(refusal.apply(fail.status()) + ": " + fail.why());
            case Destination.OriginalAddress _ -> List.of("the address that the client meant");
            case Destination.Weighted weighted -> shares(weighted.shares());
        };
    }

    private List<String> shares(List<Destination.Share> shares) {
        long total = shares.stream().mapToLong(Destination.Share::weight).sum();
        if (total == 0) {
            return List.of(refusal.apply(500) + ": no backend has a weight above 0");
        }
        List<String> lines = new ArrayList<>();
        for (Destination.Share share : shares) {
            String filters = share.filters().isEmpty() ? "" : " through " + Wording.of(share.filters());
            of(share.destination()).forEach(line -> lines.add(share.weight() + "/" + total + " " + line + filters));
        }
        return lines;
    }

    private String to(Destination.To to) {
        Cluster cluster = snapshot.clusters().get(to.cluster());
        return cluster == null
                ? refusal.apply(500) + ": cluster " + to.cluster() + " is missing"
                : to.cluster() + " [" + Wording.endpoints(cluster) + "]" + Wording.manner(cluster.spec());
    }
}
