package dev.windrose.transport.tls;

import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.Security;
import dev.windrose.model.pem.Pem;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** TLS to the endpoints of a cluster. May be used by all loops; sessions are resumed across them. */
public final class UpstreamTls implements AutoCloseable {
    private static final Duration SESSION_LIFE = Duration.ofHours(1);
    private static final int SESSIONS = 1024;

    private final SslContext context;
    private final @Nullable String serverName;
    private final long handshakeMillis;

    private final boolean mesh;

    private UpstreamTls(SslContext context, @Nullable String serverName, boolean mesh, Duration handshake) {
        this.context = context;
        this.serverName = serverName;
        this.mesh = mesh;
        this.handshakeMillis = handshake.toMillis();
    }

    /** Null if the cluster is spoken to in clear. Throws {@link IllegalArgumentException} for certificates that cannot be used. */
    public static @Nullable UpstreamTls of(ClusterSpec cluster, Map<CertificateId, CertificateSpec> certificates) {
        return switch (cluster.tls()) {
            case null -> null;
            case ClusterSpec.UpstreamTls spec -> named(cluster, spec, certificates);
            case Security.Mesh mesh -> {
                SslContext context = MeshTls.client(mesh, certificates, alpn(cluster.protocol()));
                yield new UpstreamTls(context, null, true, cluster.connectTimeout());
            }
        };
    }

    private static UpstreamTls named(
            ClusterSpec cluster, ClusterSpec.UpstreamTls spec, Map<CertificateId, CertificateSpec> certificates) {
        String owner = "cluster " + cluster.id();
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (!spec.verify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null);
        } else {
            verify(builder, spec, owner);
        }
        if (spec.clientCertificate() != null) {
            Contexts.Identity identity = Contexts.Identity.of(spec.clientCertificate(), certificates);
            builder.keyManager(identity.key(), identity.chain());
        }
        builder.sessionCacheSize(SESSIONS).sessionTimeout(SESSION_LIFE.toSeconds());
        SslContext context = Contexts.build(Contexts.common(builder, true, alpn(cluster.protocol())), owner);
        return new UpstreamTls(context, spec.serverName(), false, cluster.connectTimeout());
    }

    private static void verify(SslContextBuilder builder, ClusterSpec.UpstreamTls spec, String owner) {
        X509Certificate[] roots = spec.caPem() == null ? null : Pem.certificates(spec.caPem(), owner);
        if (spec.names().isEmpty()) {
            builder.endpointIdentificationAlgorithm("HTTPS");
            if (roots != null) {
                builder.trustManager(roots);
            }
        } else {
            builder.endpointIdentificationAlgorithm(null)
                    .trustManager(
                            new CheckedTrust(Pkix.trusting(roots), leaf -> SubjectNames.check(leaf, spec.names())));
        }
    }

    /**
     * A handler for one connection. After the handshake {@link TlsSession#of} knows the protocol, and {@code SslHandshakeCompletionEvent} passes to the
     * handlers behind it, whether it succeeded or not.
     *
     * @param host the endpoint's configured host
     */
    public ChannelHandler newHandler(ByteBufAllocator allocator, String host, int port) {
        if (mesh) {
            SslHandler handler = context.newHandler(allocator);
            handler.setHandshakeTimeoutMillis(handshakeMillis);
            return HandshakeEnd.inFront(handler, null, PeerProof.WORKLOAD);
        }
        String name = serverName != null ? serverName : host;
        SslHandler handler = context.newHandler(allocator, name, port);
        handler.setHandshakeTimeoutMillis(handshakeMillis);
        return HandshakeEnd.inFront(handler, name, PeerProof.NONE);
    }

    @Override
    public void close() {
        ReferenceCountUtil.release(context);
    }

    private static List<String> alpn(ClusterSpec.UpstreamProtocol protocol) {
        return switch (protocol) {
            case AUTO -> List.of("h2", "http/1.1");
            case HTTP1 -> List.of("http/1.1");
            case HTTP2 -> List.of("h2");
            case TCP -> List.of();
        };
    }
}
