package dev.windrose.engine.explain;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.Destination;
import java.util.ArrayList;
import java.util.List;

/** Where destinations lead, in words: shares, endpoints, TLS towards them, and what bounds their traffic. */
final class Destinations {
    private final Snapshot snapshot;

    Destinations(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    List<String> of(Destination destination) {
        return switch (destination) {
            case Destination.To to -> List.of(to(to));
            case Destination.Fail fail -> List.of(Wording.of(fail));
            case Destination.OriginalAddress _ -> List.of("the address that the client meant");
            case Destination.Weighted weighted -> shares(weighted.shares());
        };
    }

    private List<String> shares(List<Destination.Share> shares) {
        long total = shares.stream().mapToLong(Destination.Share::weight).sum();
        if (total == 0) {
            return List.of("answered with 500: no backend has a weight above 0");
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
                ? "answered with 500: cluster " + to.cluster() + " is missing"
                : to.cluster() + " [" + Wording.endpoints(cluster) + "]" + Wording.manner(cluster.spec());
    }
}
