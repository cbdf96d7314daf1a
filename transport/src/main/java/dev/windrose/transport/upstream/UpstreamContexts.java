package dev.windrose.transport.upstream;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.Security;
import dev.windrose.transport.tls.UpstreamTls;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The TLS context of each cluster, made when it is first needed and kept as long as the cluster and the certificate that we present there are, since
 * sessions are resumed from it. Thread-safe.
 */
public final class UpstreamContexts {
    private final Supplier<Snapshot> snapshots;
    private final Map<Cluster, Made> byCluster = new WeakHashMap<>();

    /** A context and the certificate that it was made of. */
    private record Made(UpstreamTls tls, @Nullable CertificateSpec own) {}

    public UpstreamContexts(Supplier<Snapshot> snapshots) {
        this.snapshots = snapshots;
    }

    /** Null if the cluster is spoken to in clear. Throws {@link IllegalArgumentException} if its settings cannot be used: then nothing may be sent. */
    synchronized @Nullable UpstreamTls of(Cluster cluster) {
        if (cluster.spec().tls() == null) {
            return null;
        }
        Map<CertificateId, CertificateSpec> certificates =
                snapshots.get().model().certificates();
        CertificateId id = own(cluster.spec());
        CertificateSpec own = id == null ? null : certificates.get(id);
        Made known = byCluster.get(cluster);
        if (known != null && (own == null || own.equals(known.own))) {
            return known.tls;
        }
        UpstreamTls made = UpstreamTls.of(cluster.spec(), certificates);
        if (made != null) {
            byCluster.put(cluster, new Made(made, own));
        }
        return made;
    }

    private static @Nullable CertificateId own(ClusterSpec spec) {
        return switch (spec.tls()) {
            case null -> null;
            case ClusterSpec.UpstreamTls named -> named.clientCertificate();
            case Security.Mesh mesh -> mesh.certificate();
        };
    }
}
