package dev.windrose.transport;

import static dev.windrose.transport.Places.fixed;
import static dev.windrose.transport.Places.http;
import static dev.windrose.transport.Places.port;
import static dev.windrose.transport.Places.rule;
import static dev.windrose.transport.Places.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.HostPattern;
import dev.windrose.model.ListenerId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.Security;
import dev.windrose.transport.tls.Handshakes.Result;
import dev.windrose.transport.tls.TestCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners that ask their clients for certificates, by clients of both versions of TLS. */
class ClientCertificateTest {
    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    private final Places places = new Places();
    private final TestCertificates clients = new TestCertificates();
    private final TestBackend app = TestBackend.echoing();
    private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        places.close();
        app.close();
    }

    @Test
    void whereOneIsRequiredOnlyAValidCertificateGetsIn() throws Exception {
        Places.Place place = asking(true);
        for (String version : VERSIONS) {
            assertThat(isServed(place, context(clients.leaf("good", "EC", "good.test")), version))
                    .isTrue();
            assertThat(shown.poll(10, TimeUnit.SECONDS)).isEqualTo("CN=good");
            assertThat(isServed(place, context(clients.intermediate().leaf("deep", "EC", "deep.test")), version))
                    .isTrue();
            assertThat(shown.poll(10, TimeUnit.SECONDS)).isEqualTo("CN=deep");
            assertThat(isServed(place, context(null), version)).isFalse();
            assertThat(isServed(place, context(new TestCertificates().leaf("stranger", "EC", "good.test")), version))
                    .isFalse();
        }
        assertThat(shown).isEmpty();
    }

    @Test
    void whereNoneIsRequiredAnyoneGetsInAndNobodyIsBelieved() throws Exception {
        Places.Place place = asking(false);
        for (String version : VERSIONS) {
            assertThat(isServed(place, context(clients.leaf("good", "EC", "good.test")), version))
                    .isTrue();
            assertThat(isServed(place, context(null), version)).isTrue();
            assertThat(isServed(place, context(new TestCertificates().leaf("stranger", "EC", "x.test")), version))
                    .isTrue();
        }
        assertThat(shown).hasSize(6).containsOnly("nobody");
    }

    @Test
    void everyConnectionShowsItsCertificateAgain() throws Exception {
        Places.Place place = asking(true);
        SSLContext client = context(clients.leaf("good", "EC", "good.test"));
        for (String version : VERSIONS) {
            assertThat(isServed(place, client, version)).isTrue();
            assertThat(isServed(place, client, version)).isTrue();
        }
        assertThat(handshakes(place)).containsEntry(Result.FULL, 4L).containsEntry(Result.RESUMED, 0L);
    }

    @Test
    void everyConnectionOfAWorkloadDoesSoToo() throws Exception {
        Places.Place place = places.run(
                new Places.Draft()
                        .certificate(places.svid("web"))
                        .listener("in", port(), places.mesh("web", Places.id("client")), http("routes"))
                        .routes("routes", rule("all", RouteMatch.ANY, to("app")))
                        .cluster("app", fixed(app.port()), UpstreamProtocol.HTTP1, null),
                null);
        SSLContext client = context(places.svid("client"));
        try (SSLSocket one = connect(place, client, "TLSv1.3")) {
            assertThat(request(one)).startsWith("HTTP/1.1 200");
        }
        try (SSLSocket other = connect(place, client, "TLSv1.3")) {
            assertThat(request(other)).startsWith("HTTP/1.1 200");
        }
        assertThat(handshakes(place)).containsEntry(Result.FULL, 2L).containsEntry(Result.RESUMED, 0L);
    }

    @Test
    void withoutQuestionsSessionsAreResumed() throws Exception {
        Places.Place place = places.run(draft(null), null);
        SSLContext client = context(null);
        assertThat(isServed(place, client, "TLSv1.3")).isTrue();
        assertThat(isServed(place, client, "TLSv1.3")).isTrue();
        assertThat(handshakes(place)).containsEntry(Result.RESUMED, 1L);
    }

    @Test
    void aSessionOfBeforeDoesNotGetInWithoutTheCertificateThatIsRequiredNow() throws Exception {
        Places.Place place = places.run(draft(null), null);
        SSLContext client = context(null);
        for (String version : VERSIONS) {
            assertThat(isServed(place, client, version)).isTrue();
        }
        place.apply(draft(new Security.ClientValidation(clients.rootPem(), true)));
        for (String version : VERSIONS) {
            assertThat(isServed(place, client, version)).as(version).isFalse();
        }
    }

    private Places.Place asking(boolean required) throws Exception {
        ExchangeObserver observer = exchange -> {
            X509Certificate certificate = exchange.peer().clientCertificate();
            shown.add(
                    certificate == null
                            ? "nobody"
                            : certificate.getSubjectX500Principal().getName());
        };
        return places.run(
                draft(new Security.ClientValidation(clients.rootPem(), required)), Transport.Options.of(1), observer);
    }

    private Places.Draft draft(Security.@Nullable ClientValidation validation) throws Exception {
        CertificateSpec own = places.authority.leaf("web", "EC", "web.test");
        Security.ServerName name = new Security.ServerName(new HostPattern("web.test"), List.of(own.id()));
        return new Places.Draft()
                .certificate(own)
                .listener(
                        "in",
                        port(),
                        new Security.Terminate(List.of(name), Security.TlsSettings.DEFAULT, validation),
                        http("routes"))
                .routes("routes", rule("all", RouteMatch.ANY, to("app")))
                .cluster("app", fixed(app.port()), UpstreamProtocol.HTTP1, null);
    }

    private SSLContext context(@Nullable CertificateSpec own) throws Exception {
        return TlsClients.context(places.authority.root(), own);
    }

    private static boolean isServed(Places.Place place, SSLContext context, String version) {
        try (SSLSocket socket = connect(place, context, version)) {
            return request(socket).startsWith("HTTP/1.1 200");
        } catch (IOException refused) {
            return false;
        }
    }

    private static Map<Result, Long> handshakes(Places.Place place) {
        return Objects.requireNonNull(place.transport().handshakes().get(new ListenerId("in")))
                .counts();
    }

    private static SSLSocket connect(Places.Place place, SSLContext context, String version) throws IOException {
        SSLSocket socket = TlsClients.offering(TlsClients.connect(context, place.at("in"), "web.test"), "http/1.1");
        socket.setEnabledProtocols(new String[] {version});
        return socket;
    }

    private static String request(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: web.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return TestBackend.readHead(socket.getInputStream());
    }
}
