package dev.windrose.model;

import java.util.List;
import java.util.Map;

/**
 * Everything one proxy runs: sockets, route tables, clusters and certificates. References between them are complete: a listener's route
 * table, a destination's cluster and a listener's certificates are all present.
 */
public record Model(
        List<ListenerSpec> listeners,
        Map<RouteTableId, RouteTableSpec> routeTables,
        Map<ClusterId, ClusterSpec> clusters,
        Map<CertificateId, CertificateSpec> certificates) {
    public static final Model EMPTY = new Model(List.of(), Map.of(), Map.of(), Map.of());

    public Model {
        listeners = Check.list(listeners);
        routeTables = Check.map(routeTables);
        clusters = Check.map(clusters);
        certificates = Check.map(certificates);
    }
}
