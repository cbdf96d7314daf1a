package dev.windrose.transport.upstream;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.ClusterSpec.UpstreamSecurity;
import dev.windrose.model.Security;
import dev.windrose.transport.tls.UpstreamTls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The TLS context of each cluster, made when it is first needed and kept as long as the cluster's way of speaking and the certificate that we
 * present there are, since sessions are resumed from it. Connections keep the context that they began with. Thread-safe.
 */
public final class UpstreamContexts implements AutoCloseable {
    private final Supplier<Snapshot> snapshots;
    private final Map<Speech, Made> bySpeech = new HashMap<>();
    /** Of clusters that are gone, for exchanges that still go there: their certificate may be gone too. */
    private final Map<Cluster, CertificateSpec> left = new WeakHashMap<>();

    private boolean closed;

    /** What of a cluster its context is made of. */
    private record Speech(
            ClusterId cluster,
            UpstreamProtocol protocol,
            @Nullable UpstreamSecurity tls,
            Duration handshake) {
        static Speech of(Cluster cluster) {
            ClusterSpec spec = cluster.spec();
            return new Speech(spec.id(), spec.protocol(), spec.tls(), spec.connectTimeout());
        }
    }

    /** A context and the certificate that it was made of. */
    private record Made(UpstreamTls tls, @Nullable CertificateSpec own) {}

    public UpstreamContexts(Supplier<Snapshot> snapshots) {
        this.snapshots = snapshots;
    }

    /**
     * A handler for one connection to an endpoint; null if its cluster is spoken to in clear. Throws {@link IllegalArgumentException} if the settings
     * cannot be used: then nothing may be sent.
     */
    synchronized @Nullable ChannelHandler handler(Endpoint endpoint, ByteBufAllocator allocator) {
        UpstreamTls tls = of(endpoint.cluster());
        return tls == null
                ? null
                : tls.newHandler(allocator, endpoint.host(), endpoint.address().getPort());
    }

    private @Nullable UpstreamTls of(Cluster cluster) {
        if (cluster.spec().tls() == null) {
            return null;
        }
        if (closed) {
            throw new IllegalArgumentException(
                    "cluster " + cluster.spec().id() + ": closed (expected: a proxy that runs)");
        }
        CertificateId id = own(cluster.spec());
        CertificateSpec own = id == null ? null : certificate(cluster, id);
        Speech speech = Speech.of(cluster);
        Made known = bySpeech.get(speech);
        if (known != null && (own == null || own.equals(known.own))) {
            return known.tls;
        }
        UpstreamTls made = UpstreamTls.of(cluster.spec(), id == null || own == null ? Map.of() : Map.of(id, own));
        if (made != null) {
            bySpeech.put(speech, new Made(made, own));
        }
        if (known != null) {
            known.tls.close();
        }
        return made;
    }

    /** That of the present; of a cluster that is gone, the last that it had. */
    private @Nullable CertificateSpec certificate(Cluster cluster, CertificateId id) {
        CertificateSpec last = left.get(cluster);
        return last != null ? last : snapshots.get().model().certificates().get(id);
    }

    private static @Nullable CertificateId own(ClusterSpec spec) {
        return switch (spec.tls()) {
            case null -> null;
            case ClusterSpec.UpstreamTls named -> named.clientCertificate();
            case Security.Mesh mesh -> mesh.certificate();
        };
    }

    /** Before the swap: clusters that {@code after} does not have keep the certificates of {@code before}. */
    public synchronized void keep(Snapshot before, Snapshot after) {
        for (Cluster cluster : before.clusters().values()) {
            CertificateId id = own(cluster.spec());
            CertificateSpec own =
                    id == null ? null : before.model().certificates().get(id);
            if (own != null && !has(after, Speech.of(cluster))) {
                left.put(cluster, own);
            }
        }
    }

    /** After the swap: lets go of the contexts of clusters that are gone. An exchange that still goes there gets one of its own until the next swap. */
    public synchronized void retire(Snapshot current) {
        bySpeech.entrySet().removeIf(entry -> {
            boolean gone = !has(current, entry.getKey());
            if (gone) {
                entry.getValue().tls.close();
            }
            return gone;
        });
    }

    private static boolean has(Snapshot snapshot, Speech speech) {
        Cluster cluster = snapshot.clusters().get(speech.cluster());
        return cluster != null && Speech.of(cluster).equals(speech);
    }

    /** Lets go of all contexts; no connection can begin any more. */
    @Override
    public synchronized void close() {
        closed = true;
        bySpeech.values().forEach(made -> made.tls.close());
        bySpeech.clear();
    }
}
