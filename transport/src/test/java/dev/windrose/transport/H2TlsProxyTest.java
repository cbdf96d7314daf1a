package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.HostPattern;
import dev.windrose.model.Model;
import dev.windrose.model.RouteTimeouts;
import dev.windrose.model.Security;
import dev.windrose.transport.tls.TestCertificates;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTP/2 to endpoints under TLS: what both sides agree on. */
class H2TlsProxyTest {
    private static final int LARGE = 3_000_000;

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "HTTP2"})
    void underTlsTheProtocolIsAgreedOnOnBothSides(UpstreamProtocol protocol) throws Exception {
        TestCertificates authority = new TestCertificates();
        CertificateSpec leaf = authority.leaf("localhost", "EC", "localhost", "127.0.0.1");
        try (H2Backend backend = new H2Backend(server(leaf, "h2"), new Http2Settings(), H2Backend.Echo::new);
                TestGateway gateway = new TestGateway(backend.port());
                HttpClient client = client(authority)) {
            gateway.apply(secure(backend.port(), protocol, leaf, authority));
            byte[] body = H2ProxyTest.bytes(LARGE);
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.port() + "/x"))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.headers().firstValue("x-seen")).contains("POST https localhost:" + gateway.port() + "/x");
            assertThat(answer.body()).isEqualTo(body);
        }
    }

    private static Model secure(int port, UpstreamProtocol protocol, CertificateSpec leaf, TestCertificates authority)
            throws Exception {
        Security.ServerName name = new Security.ServerName(HostPattern.ANY, List.of(leaf.id()));
        Security security = new Security.Terminate(List.of(name), Security.TlsSettings.DEFAULT);
        Map<CertificateId, CertificateSpec> certificates = Map.of(leaf.id(), leaf);
        Model model = TestGateway.model(port, RouteTimeouts.NONE, security, certificates, protocol);
        ClusterSpec clear = model.clusters().values().iterator().next();
        ClusterSpec.UpstreamTls tls = new ClusterSpec.UpstreamTls("localhost", authority.rootPem(), true, null);
        ClusterSpec secure = new ClusterSpec(clear.id(), clear.endpoints(), protocol, tls, clear.connectTimeout());
        return new Model(model.listeners(), model.routeTables(), Map.of(secure.id(), secure), certificates);
    }

    private static SslContext server(CertificateSpec leaf, String... protocols) throws Exception {
        return SslContextBuilder.forServer(
                        new ByteArrayInputStream(leaf.chainPem().getBytes(StandardCharsets.US_ASCII)),
                        new ByteArrayInputStream(leaf.key().reveal().getBytes(StandardCharsets.US_ASCII)))
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        protocols))
                .build();
    }

    private static HttpClient client(TestCertificates authority) throws Exception {
        KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
        roots.load(null, null);
        roots.setCertificateEntry("root", authority.root());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(roots);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }
}
