package dev.windrose.transport.tls;

import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.Security;
import dev.windrose.model.pem.Pem;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.List;
import java.util.Map;

/**
 * Mutual TLS 1.3 between workloads: both sides present an X.509-SVID of the trust bundle whose one SPIFFE id is among the allowed peers; names
 * of hosts play no part. Sessions are not resumed, so that every connection shows a certificate of the present. All methods throw {@link
 * IllegalArgumentException} for certificates that cannot be used.
 */
public final class MeshTls {
    private MeshTls() {}

    /** The accepting side; {@link TlsSession#spiffeId} is who connected. */
    public static ServerTls server(
            Security.Mesh mesh, Map<CertificateId, CertificateSpec> certificates, List<String> alpn) {
        Contexts.Identity identity = Contexts.Identity.of(mesh.certificate(), certificates);
        SslContextBuilder builder = SslContextBuilder.forServer(identity.key(), identity.chain())
                .clientAuth(ClientAuth.REQUIRE)
                .trustManager(trust(mesh));
        SslContext context = Contexts.build(Contexts.common(builder, false, alpn), owner(mesh));
        Contexts.forgetSessions(context);
        return ServerTls.mesh(context);
    }

    /** The connecting side; {@link TlsSession#spiffeId} is who answered. */
    static SslContext client(Security.Mesh mesh, Map<CertificateId, CertificateSpec> certificates, List<String> alpn) {
        Contexts.Identity identity = Contexts.Identity.of(mesh.certificate(), certificates);
        SslContextBuilder builder = SslContextBuilder.forClient()
                .keyManager(identity.key(), identity.chain())
                .trustManager(trust(mesh))
                .endpointIdentificationAlgorithm(null);
        return Contexts.build(Contexts.common(builder, false, alpn), owner(mesh));
    }

    private static CheckedTrust trust(Security.Mesh mesh) {
        return new CheckedTrust(
                Pkix.trusting(Pem.certificates(mesh.trustBundle(), "trust bundle")),
                leaf -> SpiffeId.check(leaf, mesh.allowedPeers()));
    }

    private static String owner(Security.Mesh mesh) {
        return "certificate " + mesh.certificate();
    }
}
