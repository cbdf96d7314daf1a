package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.model.Cidr;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a backend is told about the client, seen at the backend as bytes. */
@Timeout(60)
class ForwardingTest {
    private static final PeerSettings BELIEVING =
            new PeerSettings(List.of(Cidr.of("127.0.0.0/8"), Cidr.of("::1")), List.of(), false);
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @TempDir
    Path folder;

    private TinyBackend backend;
    private TestGatewayFolder files;

    @BeforeEach
    void start() throws IOException {
        backend = new TinyBackend("b");
        files = new TestGatewayFolder(folder, backend.port());
    }

    @AfterEach
    void stop() throws IOException {
        backend.close();
    }

    /** The head as the backend got it, names in lower case. */
    private String sent(PeerSettings peers, String... lines) throws IOException {
        try (Dataplane _ = files.start(peers, null, null);
                RawClient client = RawClient.plain(files.plain)) {
            String extra = lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n";
            return head(client, "api.example.com:8080", extra);
        }
    }

    private static String head(RawClient client, String host, String extra) throws IOException {
        RawClient.Answer answer = client.send("GET /echo HTTP/1.1\r\nHost: " + host + "\r\n" + extra + "\r\n")
                .read();
        assertThat(answer.status()).isEqualTo(200);
        return answer.body().toLowerCase(Locale.ROOT);
    }

    private static List<String> values(String head, String name) {
        return head.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }

    @Test
    void theClientIsToldInXForwarded() throws IOException {
        String head = sent(PeerSettings.NONE);
        assertThat(values(head, "x-forwarded-for")).containsExactly("127.0.0.1");
        assertThat(values(head, "x-forwarded-proto")).containsExactly("http");
        assertThat(values(head, "x-forwarded-host")).containsExactly("api.example.com:8080");
        assertThat(values(head, "x-forwarded-port")).containsExactly("8080");
        assertThat(values(head, "forwarded")).isEmpty();
    }

    @Test
    void overTlsTheSchemeIsHttpsAndThePortTheUsualOne() throws IOException {
        try (Dataplane _ = files.start(PeerSettings.NONE, null, null);
                RawClient client = RawClient.secure(TestCertificate.trustAll(), files.secure)) {
            String head = head(client, "localhost", "");
            assertThat(values(head, "x-forwarded-proto")).containsExactly("https");
            assertThat(values(head, "x-forwarded-port")).containsExactly("443");
        }
    }

    @Test
    void whatAnUnknownPeerClaimsIsDropped() throws IOException {
        String head = sent(
                PeerSettings.NONE,
                "X-Forwarded-For: 6.6.6.6",
                "X-Forwarded-For: 7.7.7.7",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: evil.example",
                "X-Forwarded-Port: 666",
                "X-Forwarded-Prefix: /evil",
                "X-Forwarded-Client-Cert: evil",
                "X-Real-IP: 6.6.6.6",
                "Forwarded: for=6.6.6.6",
                "X-Request-ID: evil");
        assertThat(head).doesNotContain("6.6.6.6", "7.7.7.7", "evil", "666");
        assertThat(values(head, "x-forwarded-for")).containsExactly("127.0.0.1");
        assertThat(values(head, "x-forwarded-proto")).containsExactly("http");
        assertThat(values(head, "x-request-id")).singleElement().asString().hasSize(32);
    }

    /** Only metadata of gRPC may have underscores. */
    @Test
    void namesThatServicesTakeForTheSameAreDroppedInGrpcAndRefusedElsewhere() throws Exception {
        try (Dataplane _ = files.start(PeerSettings.NONE, null, null);
                RawClient plain = RawClient.plain(files.plain);
                HttpClient client = HttpClient.newBuilder()
                        .sslContext(TestCertificate.trustAll())
                        .build()) {
            assertThat(plain.send("GET / HTTP/1.1\r\nHost: a\r\nX_Forwarded_For: 6.6.6.6\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(400);
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("https://localhost:" + files.secure + "/echo"))
                            .headers("X_Forwarded_For", "6.6.6.6", "X-Forwarded_Proto", "6.6.6.6")
                            .headers("x_real_ip", "6.6.6.6", "X_Request_ID", "6.6.6.6", "x_mine", "kept")
                            .header("Content-Type", "application/grpc")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.body()).contains("kept").doesNotContain("6.6.6.6");
            HttpRequest refused = HttpRequest.newBuilder(URI.create("https://localhost:" + files.secure + "/echo"))
                    .header("x_mine", "1")
                    .build();
            assertThatThrownBy(() -> client.send(refused, HttpResponse.BodyHandlers.discarding()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("RST_STREAM");
        }
    }

    @Test
    void whatATrustedPeerSaysIsContinued() throws IOException {
        String head = sent(
                BELIEVING,
                "X-Forwarded-For: 192.0.2.1",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: shop.example",
                "X-Forwarded-Port: 8443",
                "Forwarded: for=192.0.2.1;proto=https",
                "X-Request-ID: from-the-edge");
        assertThat(values(head, "x-forwarded-for")).containsExactly("192.0.2.1, 127.0.0.1");
        assertThat(values(head, "x-forwarded-proto")).containsExactly("https");
        assertThat(values(head, "x-forwarded-host")).containsExactly("shop.example");
        assertThat(values(head, "x-forwarded-port")).containsExactly("8443");
        assertThat(values(head, "forwarded"))
                .containsExactly("for=192.0.2.1;proto=https, for=127.0.0.1;proto=http;host=\"api.example.com:8080\"");
        assertThat(values(head, "x-request-id")).containsExactly("from-the-edge");
    }

    @Test
    void forwardedIsSentWhereItIsAskedFor() throws IOException {
        String head = sent(new PeerSettings(List.of(), List.of(), true), "Forwarded: for=6.6.6.6");
        assertThat(values(head, "forwarded")).containsExactly("for=127.0.0.1;proto=http;host=\"api.example.com:8080\"");
        assertThat(values(head, "x-forwarded-for")).containsExactly("127.0.0.1");
    }

    @Test
    void aConnectionFieldTakesAwayItsOwnAndNeverWhatIdentifiesTheCaller() throws IOException {
        String head = sent(
                BELIEVING,
                "X-Forwarded-For: 192.0.2.1",
                "X-Mine: 1",
                "Authorization: Basic x",
                "Connection: x-mine, x-forwarded-for, X-Forwarded-Proto, forwarded, authorization, x-request-id, host");
        assertThat(values(head, "x-mine")).isEmpty();
        assertThat(values(head, "connection")).doesNotContain("x-mine");
        assertThat(values(head, "x-forwarded-for")).containsExactly("192.0.2.1, 127.0.0.1");
        assertThat(values(head, "x-forwarded-proto")).containsExactly("http");
        assertThat(values(head, "authorization")).containsExactly("basic x");
        assertThat(values(head, "host")).containsExactly("api.example.com:8080");
        assertThat(values(head, "x-request-id")).hasSize(1);
    }

    @Test
    void aTraceIsContinuedOrBegun() throws IOException {
        assertThat(values(sent(PeerSettings.NONE, "traceparent: " + PARENT, "tracestate: a=b"), "traceparent"))
                .containsExactly(PARENT);
        String head = sent(PeerSettings.NONE);
        assertThat(values(head, "traceparent"))
                .singleElement()
                .asString()
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00")
                .contains(values(head, "x-request-id").getFirst());
    }

    @Test
    void aTraceThatIsNotWellFormedBeginsAnew() throws IOException {
        for (String bad : List.of(
                "x",
                PARENT + "-x",
                PARENT.replace("4bf92f3577b34da6a3ce929d0e0e4736", "0".repeat(32)),
                PARENT.replace('f', 'g'),
                "ff" + PARENT.substring(2))) {
            String head = sent(PeerSettings.NONE, "traceparent: " + bad, "tracestate: a=b");
            assertThat(values(head, "traceparent"))
                    .as(bad)
                    .singleElement()
                    .asString()
                    .isNotEqualTo(bad)
                    .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
            assertThat(values(head, "tracestate")).isEmpty();
        }
    }
}
