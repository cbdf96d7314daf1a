package dev.windrose.transport.tls;

import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.Security;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Map;

/** Mutual TLS 1.3 between workloads: both sides present an X.509-SVID of the trust bundle, and names of hosts play no part. */
public final class MeshTls implements AutoCloseable {
    private final ServerTls server;
    private final SslContext client;

    private MeshTls(ServerTls server, SslContext client) {
        this.server = server;
        this.client = client;
    }

    /** Both sides for one workload's certificate. Throws {@link IllegalArgumentException} for certificates that cannot be used. */
    public static MeshTls of(Security.Mesh mesh, Map<CertificateId, CertificateSpec> certificates, List<String> alpn) {
        String owner = "certificate " + mesh.certificate();
        Contexts.Identity identity = Contexts.Identity.of(mesh.certificate(), certificates);
        SpiffeTrust trust = new SpiffeTrust(Pem.certificates(mesh.trustBundle(), "trust bundle"), mesh.allowedPeers());
        SslContextBuilder server = SslContextBuilder.forServer(identity.key(), identity.chain())
                .clientAuth(ClientAuth.REQUIRE)
                .trustManager(trust);
        SslContextBuilder client = SslContextBuilder.forClient()
                .keyManager(identity.key(), identity.chain())
                .trustManager(trust)
                .endpointIdentificationAlgorithm(null);
        return new MeshTls(
                ServerTls.mesh(Contexts.build(Contexts.common(server, false, alpn), owner)),
                Contexts.build(Contexts.common(client, false, alpn), owner));
    }

    /** The accepting side of one connection; {@link TlsSession#spiffeId} is who connected. */
    public ChannelHandler newServerHandler() {
        return server.newHandler();
    }

    /** The connecting side of one connection; {@link TlsSession#spiffeId} is who answered. */
    public ChannelHandler newClientHandler(ByteBufAllocator allocator) {
        return HandshakeEnd.inFront(client.newHandler(allocator), null, true);
    }

    @Override
    public void close() {
        server.close();
        ReferenceCountUtil.release(client);
    }
}
