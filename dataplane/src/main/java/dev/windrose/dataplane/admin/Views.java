package dev.windrose.dataplane.admin;

import dev.windrose.dataplane.metrics.Metrics;
import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.CertificateSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each JSON endpoint tells, as maps and lists. */
final class Views {
    private final AdminSource source;
    private final Metrics metrics;

    Views(AdminSource source, Metrics metrics) {
        this.source = source;
        this.metrics = metrics;
    }

    Map<String, @Nullable Object> config() {
        Snapshot snapshot = source.snapshot();
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("version", snapshot.version().toString());
        tree.put("ready", source.isReady());
        tree.put("problems", source.problems());
        tree.put("statuses", ModelTree.of(source.statuses()));
        tree.put("model", ModelTree.of(snapshot.model()));
        return tree;
    }

    List<Object> certificates() {
        List<Object> all = new ArrayList<>();
        for (CertificateSpec spec : source.snapshot().model().certificates().values()) {
            all.add(Certificates.describe(spec));
        }
        return all;
    }

    List<Object> clusters() {
        List<Object> all = new ArrayList<>();
        for (Cluster cluster : source.snapshot().clusters().values()) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("id", cluster.spec().id().toString());
            tree.put("protocol", cluster.spec().protocol().toString());
            tree.put("tls", cluster.spec().tls() != null);
            List<Object> endpoints = new ArrayList<>();
            for (Endpoint endpoint : cluster.endpoints()) {
                endpoints.add(
                        Map.of("host", endpoint.host(), "address", endpoint.toString(), "active", endpoint.active()));
            }
            tree.put("endpoints", endpoints);
            all.add(tree);
        }
        return all;
    }

    /** Requests so far: in all, and by route with those that a server's fault ended. */
    Map<String, Object> stats() {
        Map<String, long[]> routes = new LinkedHashMap<>();
        long sum = 0;
        for (Metrics.Count count : metrics.counts()) {
            if (count.requests() > 0) {
                long[] cells = routes.computeIfAbsent(count.route(), _ -> new long[2]);
                cells[0] += count.requests();
                cells[1] += count.code().startsWith("5") ? count.requests() : 0;
                sum += count.requests();
            }
        }
        List<Object> rows = new ArrayList<>();
        routes.forEach((route, cells) -> rows.add(Map.of("route", route, "requests", cells[0], "errors", cells[1])));
        return Map.of("requests", sum, "ready", source.isReady(), "routes", rows);
    }
}
