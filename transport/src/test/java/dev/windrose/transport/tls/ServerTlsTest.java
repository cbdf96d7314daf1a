package dev.windrose.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.HostPattern;
import dev.windrose.model.Security;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerTlsTest {
    private final TestCertificates authority = new TestCertificates();
    private final Loopback loopback = new Loopback();
    private final BlockingQueue<TlsSession> sessions = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

    @AfterEach
    void close() throws Exception {
        loopback.close();
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void presentsTheCertificateOfTheMostSpecificName() throws Exception {
        InetSocketAddress address = serve(terminate(
                name("*", leaf("any", "EC", "any.test")),
                name("*.example.com", leaf("wild", "EC", "*.example.com")),
                name("api.example.com", leaf("exact", "EC", "api.example.com"))));

        assertThat(subject(address, "api.example.com")).isEqualTo("CN=exact");
        assertThat(subject(address, "www.example.com")).isEqualTo("CN=wild");
        assertThat(subject(address, "a.b.example.com")).isEqualTo("CN=wild");
        assertThat(subject(address, "other.test")).isEqualTo("CN=any");
        // With TLS 1.3 a client is done before the server is, so the order of the four is anybody's.
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            names.add(sessions.poll(20, TimeUnit.SECONDS).serverName());
        }
        assertThat(names)
                .containsExactlyInAnyOrder("api.example.com", "www.example.com", "a.b.example.com", "other.test");
    }

    @Test
    void refusesANameThatNobodyServes() throws Exception {
        InetSocketAddress address = serve(terminate(name("a.test", leaf("a", "EC", "a.test"))));

        assertThatThrownBy(() -> subject(address, "b.test"))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("unrecognized_name");
    }

    @Test
    void choosesTheKeyTypeThatTheClientUnderstands() throws Exception {
        InetSocketAddress address =
                serve(terminate(name("a.test", leaf("ec", "EC", "a.test"), leaf("rsa", "RSA", "a.test"))));

        assertThat(subject(address, "a.test")).isEqualTo("CN=ec");
        // The root's own signature is ECDSA, which this client would refuse if it looked.
        SSLContext trustful = SSLContext.getInstance("TLS");
        trustful.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        try (SSLSocket socket = socket(trustful, address, "a.test")) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setSignatureSchemes(new String[] {"rsa_pss_rsae_sha256", "rsa_pkcs1_sha256"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=rsa");
        }
    }

    @Test
    void agreesOnAProtocolByAlpn() throws Exception {
        InetSocketAddress address = serve(terminate(name("*", leaf("any", "EC", "a.test"))));
        try (SSLSocket socket = socket(trusting(), address, "a.test")) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"http/1.1", "h2"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
        }
        assertThat(sessions.poll(20, TimeUnit.SECONDS).applicationProtocol()).isEqualTo("h2");
    }

    @Test
    void resumesASessionUntilItsTicketKeyIsForgotten() throws Exception {
        ServerTls tls = ServerTls.of(terminate(name("a.test", leaf("a", "EC", "a.test"))), certificates);
        InetSocketAddress address = serve(tls);
        SSLContext client = trusting();

        long first = handshakeCreation(client, address);
        tls.rotateTicketKeys();
        assertThat(handshakeCreation(client, address)).isEqualTo(first);

        for (int i = 0; i < 3; i++) {
            tls.rotateTicketKeys();
        }
        assertThat(handshakeCreation(client, address)).isGreaterThan(first);
    }

    @Test
    void namesTheCertificateThatIsMissing() {
        Security.ServerName name = new Security.ServerName(HostPattern.ANY, List.of(new CertificateId("x/y")));

        assertThatThrownBy(() -> ServerTls.of(terminate(name), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x/y");
    }

    @Test
    void verifiesTheNameOfAnEndpoint() throws Exception {
        InetSocketAddress address = serve(terminate(name("*", leaf("a", "EC", "backend.test"))));

        assertThat(connect(address, new ClusterSpec.UpstreamTls("backend.test", authority.rootPem(), true, null)))
                .isEqualTo("h2");
        assertThat(connect(address, new ClusterSpec.UpstreamTls("other.test", authority.rootPem(), true, null)))
                .isEqualTo("failed");
        assertThat(connect(address, new ClusterSpec.UpstreamTls("backend.test", null, true, null)))
                .isEqualTo("failed");
        assertThat(connect(address, new ClusterSpec.UpstreamTls("other.test", null, false, null)))
                .isEqualTo("h2");
    }

    @Test
    void letsOnlyAllowedPeersIntoTheMesh() throws Exception {
        CertificateSpec server = leaf("server", "EC", "spiffe://mesh/ns/b/sa/server");
        CertificateSpec client = leaf("client", "EC", "spiffe://mesh/ns/a/sa/client");
        Security.Mesh accepting = new Security.Mesh(server.id(), authority.rootPem(), List.of("spiffe://mesh/ns/a/*"));
        InetSocketAddress address = serve(MeshTls.server(accepting, certificates, List.of("h2")));

        assertThat(connectMesh(address, client)).isEqualTo("spiffe://mesh/ns/b/sa/server");
        assertThat(sessions.poll(20, TimeUnit.SECONDS).spiffeId()).isEqualTo("spiffe://mesh/ns/a/sa/client");

        connectMesh(address, leaf("stranger", "EC", "spiffe://mesh/ns/c/sa/client"));
        assertThat(failures.poll(20, TimeUnit.SECONDS)).isNotNull();
        connectMesh(address, leaf("two", "EC", "spiffe://mesh/ns/a/sa/x", "spiffe://mesh/ns/a/sa/y"));
        assertThat(failures.poll(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(sessions).isEmpty();
    }

    // ---- means

    private final Map<CertificateId, CertificateSpec> certificates = new java.util.HashMap<>();

    private CertificateSpec leaf(String id, String algorithm, String... names) throws Exception {
        CertificateSpec leaf = authority.leaf(id, algorithm, names);
        certificates.put(leaf.id(), leaf);
        return leaf;
    }

    private static Security.ServerName name(String host, CertificateSpec... specs) {
        List<CertificateId> ids = new ArrayList<>();
        for (CertificateSpec spec : specs) {
            ids.add(spec.id());
        }
        return new Security.ServerName(new HostPattern(host), ids);
    }

    private static Security.Terminate terminate(Security.ServerName... names) {
        return new Security.Terminate(List.of(names), Security.TlsSettings.DEFAULT);
    }

    private InetSocketAddress serve(Security.Terminate terminate) {
        return serve(ServerTls.of(terminate, certificates));
    }

    private InetSocketAddress serve(ServerTls tls) {
        opened.add(tls);
        return loopback.serve(
                channel -> channel.pipeline().addLast(tls.newHandler(Duration.ofMinutes(1)), new Greeter()));
    }

    private String connectMesh(InetSocketAddress address, CertificateSpec identity) throws Exception {
        Security.Mesh mesh = new Security.Mesh(identity.id(), authority.rootPem(), List.of("spiffe://mesh/*"));
        ClusterSpec cluster = new ClusterSpec(
                new ClusterId("c"),
                new ClusterSpec.Endpoints.Fixed(List.of()),
                ClusterSpec.UpstreamProtocol.HTTP2,
                mesh,
                Duration.ofSeconds(5));
        UpstreamTls tls = java.util.Objects.requireNonNull(UpstreamTls.of(cluster, certificates));
        opened.add(tls);
        BlockingQueue<String> outcome = new LinkedBlockingQueue<>();
        loopback.connect(
                address,
                channel -> channel.pipeline()
                        .addLast(
                                tls.newHandler(ByteBufAllocator.DEFAULT, "127.0.0.1", address.getPort()),
                                new Outcome(outcome, session -> session.spiffeId())));
        return outcome.poll(20, TimeUnit.SECONDS);
    }

    private String connect(InetSocketAddress address, ClusterSpec.UpstreamTls spec) throws Exception {
        ClusterSpec cluster = new ClusterSpec(
                new ClusterId("c"),
                new ClusterSpec.Endpoints.Fixed(List.of()),
                ClusterSpec.UpstreamProtocol.AUTO,
                spec,
                Duration.ofSeconds(5));
        UpstreamTls tls = java.util.Objects.requireNonNull(UpstreamTls.of(cluster, Map.of()));
        opened.add(tls);
        BlockingQueue<String> outcome = new LinkedBlockingQueue<>();
        loopback.connect(
                address,
                channel -> channel.pipeline()
                        .addLast(
                                java.util.Objects.requireNonNull(tls)
                                        .newHandler(ByteBufAllocator.DEFAULT, "127.0.0.1", address.getPort()),
                                new Outcome(outcome, session -> session.applicationProtocol())));
        return outcome.poll(20, TimeUnit.SECONDS);
    }

    private String subject(InetSocketAddress address, String serverName) throws Exception {
        try (SSLSocket socket = socket(trusting(), address, serverName)) {
            socket.startHandshake();
            X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return leaf.getSubjectX500Principal().getName();
        }
    }

    private static long handshakeCreation(SSLContext client, InetSocketAddress address) throws Exception {
        try (SSLSocket socket = socket(client, address, "a.test")) {
            socket.startHandshake();
            // The ticket of TLS 1.3 comes after the handshake, in front of the first byte.
            assertThat(socket.getInputStream().read()).isEqualTo('!');
            return socket.getSession().getCreationTime();
        }
    }

    private static SSLSocket socket(SSLContext context, InetSocketAddress address, String serverName) throws Exception {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(serverName)));
        socket.setSSLParameters(parameters);
        return socket;
    }

    private SSLContext trusting() throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("root", authority.root());
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private final class Greeter extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent end) {
                if (end.isSuccess()) {
                    sessions.add(TlsSession.of(ctx.channel()));
                    ctx.writeAndFlush(ctx.alloc().buffer().writeByte('!'));
                } else {
                    failures.add(end.cause());
                }
            }
        }
    }

    private static final class Outcome extends ChannelInboundHandlerAdapter {
        private final BlockingQueue<String> outcome;
        private final java.util.function.Function<TlsSession, String> reader;

        Outcome(BlockingQueue<String> outcome, java.util.function.Function<TlsSession, String> reader) {
            this.outcome = outcome;
            this.reader = reader;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent end) {
                Channel channel = ctx.channel();
                outcome.add(end.isSuccess() ? reader.apply(TlsSession.of(channel)) : "failed");
            }
        }
    }
}
