package dev.windrose.transport;

import static dev.windrose.transport.Places.fixed;
import static dev.windrose.transport.Places.http;
import static dev.windrose.transport.Places.port;
import static dev.windrose.transport.Places.rule;
import static dev.windrose.transport.Places.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.ClusterSpec.SubjectName;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.ClusterSpec.UpstreamTls;
import dev.windrose.model.HostPattern;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.Security;
import dev.windrose.transport.tls.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests over TLS to a service: who it must be, and who we are. */
class UpstreamTlsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n";

    private final Places places = new Places();
    private final TestBackend app = TestBackend.echoing();
    private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        places.close();
        app.close();
    }

    @Test
    void theNamesDecideAndTheServerNameIsOnlyAskedFor() throws Exception {
        // The service knows no other server name than this, and its certificate does not carry it.
        int service = service("sni.test", null, "one.svc.test", "*.wide.test", "spiffe://mesh/ns/a/sa/b");
        assertThat(send(service, dns("one.svc.test"))).startsWith("HTTP/1.1 200");
        assertThat(send(service, dns("ONE.svc.test"))).startsWith("HTTP/1.1 200");
        assertThat(send(service, dns("*.svc.test"))).startsWith("HTTP/1.1 200");
        assertThat(send(service, dns("x.wide.test"))).startsWith("HTTP/1.1 200");
        assertThat(send(service, dns("other.test"), uri("spiffe://mesh/ns/a/sa/b")))
                .startsWith("HTTP/1.1 200");
        for (SubjectName wrong : List.of(
                dns("sni.test"),
                dns("*.test"),
                dns("a.one.svc.test"),
                dns("wide.test"),
                dns("a.b.wide.test"),
                dns("spiffe://mesh/ns/a/sa/b"),
                uri("one.svc.test"),
                uri("spiffe://mesh/ns/a/sa/B"),
                uri("spiffe://mesh/ns/a"))) {
            assertThat(send(service, wrong))
                    .as("%s", wrong)
                    .startsWith("HTTP/1.1 502")
                    .contains("upstream_tls_failed");
        }
    }

    @Test
    void withoutNamesTheCertificateMustCarryTheServerName() throws Exception {
        assertThat(send(service("one.test", null, "one.test"), tls("one.test", places.authority, null)))
                .startsWith("HTTP/1.1 200");
        assertThat(send(service("one.test", null, "two.test"), tls("one.test", places.authority, null)))
                .startsWith("HTTP/1.1 502");
    }

    @Test
    void aForeignAuthorityFailsWithTheRightNamesToo() throws Exception {
        int service = service("one.test", null, "one.test");
        TestCertificates foreign = new TestCertificates();
        assertThat(send(service, tls("one.test", foreign, null))).startsWith("HTTP/1.1 502");
        assertThat(send(service, tls("one.test", foreign, null, dns("one.test"))))
                .startsWith("HTTP/1.1 502");
        assertThat(app.connections()).isZero();
    }

    @Test
    void ourCertificateIsShownToAServiceThatAsks() throws Exception {
        int service = service("one.test", new Security.ClientValidation(places.authority.rootPem(), true), "one.test");
        CertificateSpec own = places.authority.leaf("gateway", "EC", "gateway.test");
        assertThat(send(service, tls("one.test", places.authority, own.id()), own))
                .startsWith("HTTP/1.1 200");
        assertThat(shown.poll(10, TimeUnit.SECONDS)).isEqualTo("CN=gateway");
        assertThat(send(service, tls("one.test", places.authority, null))).startsWith("HTTP/1.1 502");
        assertThat(send(service, tls("one.test", places.authority, new CertificateId("missing"))))
                .startsWith("HTTP/1.1 502")
                .contains("upstream_tls_failed");
    }

    // ---- means

    private static SubjectName dns(String name) {
        return new SubjectName(SubjectName.Kind.DNS, name);
    }

    private static SubjectName uri(String name) {
        return new SubjectName(SubjectName.Kind.URI, name);
    }

    private static UpstreamTls tls(
            String serverName, TestCertificates trusted, @Nullable CertificateId own, SubjectName... names)
            throws Exception {
        return new UpstreamTls(serverName, trusted.rootPem(), true, own, List.of(names));
    }

    /** The port of a service that knows one server name and shows a certificate with these names. */
    private int service(String serverName, Security.@Nullable ClientValidation clients, String... names)
            throws Exception {
        CertificateSpec certificate = places.authority.leaf("service", "EC", names);
        Security.ServerName known = new Security.ServerName(new HostPattern(serverName), List.of(certificate.id()));
        ExchangeObserver observer = exchange -> {
            X509Certificate client = exchange.peer().clientCertificate();
            if (client != null) {
                shown.add(client.getSubjectX500Principal().getName());
            }
        };
        return places.run(
                        new Places.Draft()
                                .certificate(certificate)
                                .listener(
                                        "service",
                                        port(),
                                        new Security.Terminate(List.of(known), Security.TlsSettings.DEFAULT, clients),
                                        http("routes"))
                                .routes("routes", rule("all", RouteMatch.ANY, to("app")))
                                .cluster("app", fixed(app.port()), UpstreamProtocol.HTTP1, null),
                        Transport.Options.of(1),
                        observer)
                .port("service");
    }

    private String send(int service, SubjectName... names) throws Exception {
        return send(service, tls("sni.test", places.authority, null, names));
    }

    private String send(int service, UpstreamTls tls, CertificateSpec... own) throws IOException {
        Places.Draft draft = new Places.Draft()
                .listener("in", port(), new Security.Plaintext(), http("routes"))
                .routes("routes", rule("all", RouteMatch.ANY, to("service")))
                .cluster("service", fixed(service), UpstreamProtocol.AUTO, tls);
        for (CertificateSpec each : own) {
            draft.certificate(each);
        }
        Places.Place edge = places.run(draft, null);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port("in"))) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
