package dev.windrose.dataplane.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.dataplane.FakeExchange;
import dev.windrose.dataplane.RawClient;
import dev.windrose.dataplane.metrics.Metrics;
import dev.windrose.dataplane.metrics.MetricsRegistry;
import dev.windrose.engine.snapshot.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AdminServerTest {
    private final FakeSource source = new FakeSource();
    private final MetricsRegistry registry = new MetricsRegistry();
    private final Metrics metrics = new Metrics(1);
    private final AdminServer server = server();

    private AdminServer server() {
        try {
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            return new AdminServer(any, source, registry, metrics);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() {
        registry.add(metrics);
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** One request by raw socket, so that any Host can be said; the whole answer as text. */
    private String send(String requestLine, String... headers) {
        try (RawClient client = RawClient.plain(server.address().getPort())) {
            String lines = String.join("\r\n", headers);
            return client.send(requestLine + " HTTP/1.1\r\nConnection: close\r\n" + lines + "\r\n\r\n")
                    .read()
                    .text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String ask(String requestLine) {
        return send(requestLine, "Host: 127.0.0.1:" + server.address().getPort());
    }

    private JsonNode json(String path) {
        String answer = ask("GET " + path);
        assertThat(answer).startsWith("HTTP/1.1 200").containsIgnoringCase("content-type: application/json");
        return new JsonMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    @Test
    void readinessFollowsTheProxyAndHealthDoesNot() {
        assertThat(ask("GET /readyz")).startsWith("HTTP/1.1 200");
        assertThat(ask("POST /drain")).startsWith("HTTP/1.1 202");
        // The answer comes before the drain begins.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!source.draining && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(ask("GET /readyz")).startsWith("HTTP/1.1 503");
        assertThat(ask("GET /healthz")).startsWith("HTTP/1.1 200").endsWith("ok\n");
    }

    @Test
    void bodiesThatNeverEndKeepNobodyFromTheMetrics() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.address().getPort());
                slow.add(socket);
                socket.setSoTimeout(10_000);
                String head = "PUT /log-level HTTP/1.1\r\nHost: 127.0.0.1:"
                        + server.address().getPort()
                        + "\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
                socket.getOutputStream().write((head + "in").getBytes(StandardCharsets.UTF_8));
                // The head was read once this is there.
                assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 100");
            }
            for (int i = 0; i < 20; i++) {
                assertThat(ask("GET /metrics")).startsWith("HTTP/1.1 200");
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aBodyThatIsTooLongIsRefused() {
        assertThat(send(
                        "PUT /log-level",
                        "Host: 127.0.0.1:" + server.address().getPort(),
                        "Content-Length: 1025\r\n\r\n" + "x".repeat(1021)))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void metricsAreTold() {
        metrics.onFinished(new FakeExchange());
        assertThat(ask("GET /metrics"))
                .contains("version=0.0.4")
                .contains("windrose_requests_total{route=\"shop/checkout/0\",code=\"200\",reason=\"ok\"} 1\n");
        JsonNode stats = json("/stats");
        assertThat(stats.get("requests").intValue()).isEqualTo(1);
        assertThat(stats.get("routes").get(0).get("route").stringValue()).isEqualTo("shop/checkout/0");
    }

    @Test
    void theConfigurationIsShownWithoutSecrets() {
        JsonNode config = json("/config");
        assertThat(config.get("version").stringValue())
                .isEqualTo(Snapshot.EMPTY.version().toString());
        assertThat(config.get("statuses").get(0).get("object").stringValue()).isEqualTo("HTTPRoute a/b");
        JsonNode model = config.get("model");
        assertThat(model.get("listeners").get(0).get("security").get("type").stringValue())
                .isEqualTo("Plaintext");
        String set = model.at("/routeTables/table/listeners/0/hosts/0/routes/0/filters/0/changes/set")
                .toString();
        assertThat(set).contains("x-team").contains("blue").contains("authorization");
        assertThat(config.toString()).doesNotContain(FakeSource.SECRET).doesNotContain("PRIVATE", "BEGIN");
    }

    @Test
    void certificatesAreNamedAndNeverGivenAway() {
        JsonNode certificate = json("/certs").get(0).get("chain").get(0);
        assertThat(certificate.get("subject").stringValue()).isEqualTo("CN=api.example.com");
        assertThat(certificate.get("names").toString()).isEqualTo("[\"api.example.com\",\"spiffe://example.com/api\"]");
        assertThat(certificate.get("notAfter").stringValue()).startsWith("2");
        assertThat(certificate.get("sha256").stringValue()).hasSize(64);
        assertThat(ask("GET /certs")).doesNotContain(FakeSource.SECRET).doesNotContain("BEGIN");
    }

    @Test
    void clustersAreShownWithTheirEndpoints() {
        JsonNode cluster = json("/clusters").get(0);
        assertThat(cluster.get("id").stringValue()).isEqualTo("users");
        assertThat(cluster.get("endpoints").get(0).get("address").stringValue()).isEqualTo("10.0.0.1:80");
    }

    @Test
    void aRequestIsExplained() {
        JsonNode told = json("/explain?request=GET%20https%3A%2F%2Fa.example%2F&header=x%3A+1&header=y%3A+2");
        assertThat(told.get("request").stringValue()).isEqualTo("GET https://a.example/");
        assertThat(told.get("headers").toString()).isEqualTo("[\"x: 1\",\"y: 2\"]");
        assertThat(told.get("from").stringValue()).isEqualTo("null");
        assertThat(json("/explain?request=GET%20http%3A%2F%2Fa.b&from=shop")
                        .get("from")
                        .stringValue())
                .isEqualTo("shop");
        assertThat(ask("GET /explain")).startsWith("HTTP/1.1 400");
        assertThat(ask("GET /explain?request=nonsense"))
                .startsWith("HTTP/1.1 400")
                .contains("request: nonsense");
        assertThat(ask("GET /explain?request=" + "x".repeat(20_000))).startsWith("HTTP/1.1 400");
    }

    @Test
    void theLogLevelCanBeChanged() {
        assertThat(json("/log-level").get("level").stringValue()).isEqualTo("info");
        assertThat(ask("PUT /log-level?level=DEBUG")).startsWith("HTTP/1.1 200").contains("debug");
        assertThat(send("POST /log-level", "Host: localhost", "Content-Length: 5", "", "trace"))
                .startsWith("HTTP/1.1 200");
        assertThat(source.level).isEqualTo("trace");
        assertThat(ask("PUT /log-level?level=loud")).startsWith("HTTP/1.1 400");
        assertThat(source.level).isEqualTo("trace");
    }

    @Test
    void foreignHostNamesAreRefused() {
        for (String host : List.of("evil.example", "127.0.0.1.evil.example", "10.0.0.1", "localhost.evil", "")) {
            assertThat(send("GET /config", "Host: " + host)).as(host).startsWith("HTTP/1.1 403");
        }
        for (String host : List.of("localhost", "LOCALHOST:15000", "127.0.0.1", "127.0.0.1:1", "[::1]:15000")) {
            assertThat(send("GET /healthz", "Host: " + host)).as(host).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void anotherSitesPageCannotGiveOrders() {
        String host = "Host: 127.0.0.1:15000";
        assertThat(send("POST /drain", host, "Origin: https://evil.example")).startsWith("HTTP/1.1 403");
        assertThat(send("POST /drain", host, "Origin: null")).startsWith("HTTP/1.1 403");
        assertThat(send("POST /drain", host, "Sec-Fetch-Site: cross-site")).startsWith("HTTP/1.1 403");
        assertThat(source.isReady()).isTrue();
        assertThat(send("POST /drain", host, "Origin: http://127.0.0.1:15000")).startsWith("HTTP/1.1 202");
    }

    @Test
    void otherPathsAndMethodsAreRefused() {
        assertThat(ask("GET /nothing")).startsWith("HTTP/1.1 404").contains("application/problem+json");
        assertThat(ask("GET /healthz/more")).startsWith("HTTP/1.1 404");
        assertThat(ask("GET /drain")).startsWith("HTTP/1.1 405").contains("Allow: POST");
        assertThat(ask("DELETE /config")).startsWith("HTTP/1.1 405");
        assertThat(source.isReady()).isTrue();
    }

    @Test
    void headAnswersWithoutABody() {
        assertThat(ask("HEAD /config")).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
        assertThat(ask("HEAD /metrics")).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
    }

    @Test
    void thePageIsSelfContainedUnderAStrictPolicy() {
        String page = ask("GET /");
        assertThat(page)
                .contains("default-src 'none'")
                .contains("script-src 'sha256-")
                .contains("frame-ancestors 'none'")
                .contains("<title>Windrose</title>")
                .doesNotContain("unsafe-inline", "innerHTML", "src=", "https://");
    }

    @Test
    void aFailureSaysNothingOfTheInside() {
        source.broken = true;
        assertThat(ask("GET /config"))
                .startsWith("HTTP/1.1 500")
                .doesNotContain("IllegalStateException")
                .doesNotContain("inside");
    }

    /** By the clock of the wall, since the server of the JDK knows no other. */
    @Test
    void aRequestThatNeverEndsIsCutOff() throws IOException {
        try (Socket slow =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            slow.setSoTimeout(60_000);
            slow.getOutputStream().write("GET /healthz HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
            assertThat(slow.getInputStream().read()).isEqualTo(-1);
        }
    }
}
