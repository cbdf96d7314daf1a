package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.dataplane.accesslog.AccessLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What operators see of a gateway with real traffic: metrics, admin endpoints, access log. */
@Timeout(60)
class OperatingTest {
    @TempDir
    Path folder;

    @TempDir
    Path logs;

    private TinyBackend backend;
    private TestGatewayFolder files;

    @BeforeEach
    void start() throws IOException {
        backend = new TinyBackend("b");
        files = new TestGatewayFolder(folder, backend.port());
        files.route("lost", "/lost", "nobody");
    }

    @AfterEach
    void stop() throws IOException {
        backend.close();
    }

    private static String admin(Dataplane dataplane, String request) throws IOException {
        int port = Objects.requireNonNull(dataplane.adminAddress()).getPort();
        try (RawClient client = RawClient.plain(port)) {
            client.send(request + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return client.read().text();
        }
    }

    private static void await(Callable<Boolean> effect) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!effect.call()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void traffic() throws IOException {
        try (RawClient client = RawClient.plain(files.plain)) {
            assertThat(client.get("/a").status()).isEqualTo(200);
            assertThat(client.get("/lost").status()).isEqualTo(503);
        }
        try (RawClient client = RawClient.secure(TestCertificate.trustAll(), files.secure)) {
            assertThat(client.get("/a").status()).isEqualTo(200);
        }
        try (RawClient client = RawClient.plain(files.secure)) {
            client.send("GET /clear HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.rest()).contains("plaintext_to_tls");
        }
    }

    @Test
    void metricsHaveValues() throws Exception {
        try (Dataplane dataplane = files.start(PeerSettings.NONE, null, null);
                RawClient open = RawClient.plain(files.plain)) {
            assertThat(open.get("/a").status()).isEqualTo(200);
            traffic();
            String text = admin(dataplane, "GET /metrics");
            String plain = "listener=\"0.0.0.0:" + files.plain + "\"";
            String secure = "listener=\"0.0.0.0:" + files.secure + "\"";
            long expiry =
                    files.certificate.certificate().getNotAfter().toInstant().getEpochSecond();
            assertThat(text)
                    .contains("windrose_connections{" + plain + "} ")
                    .contains("windrose_connections_accepted_total{" + plain + "} 2\n")
                    .contains("windrose_tls_handshakes_total{" + secure + ",result=\"full\"} 1\n")
                    .contains("windrose_tls_handshakes_total{" + secure + ",result=\"failed_no_tls\"} 1\n")
                    .containsPattern("windrose_pool_connections\\{cluster=\"[^\"]*\",state=\"idle\"} [1-9]")
                    .contains("windrose_certificate_expiry_timestamp_seconds{certificate=\"default/cert\"} " + expiry)
                    .contains("windrose_event_loop_lag_seconds{loop=\"1\"} ")
                    .contains("windrose_memory_bytes{area=\"direct\"} ")
                    .containsPattern(
                            "windrose_requests_total\\{route=\"[^\"]*lost[^\"]*\",code=\"503\",reason=\"connect_failed\"} 1\n")
                    .containsPattern("windrose_retries_total\\{route=\"[^\"]*lost[^\"]*\"} [1-9]")
                    .containsPattern("windrose_gateway_duration_seconds_count\\{route=\"[^\"]*all[^\"]*\"} 3\n")
                    .containsPattern("windrose_upstream_duration_seconds_count\\{route=\"[^\"]*all[^\"]*\"} 3\n");
            assertDashboardShows(text);
        }
    }

    /** Every metric of the dashboard has at least one sample here, but those that need a mishap. */
    private static void assertDashboardShows(String text) throws IOException {
        Set<String> used = new HashSet<>();
        JsonNode dashboard = new JsonMapper().readTree(Files.readString(dashboard()));
        for (JsonNode expression : dashboard.findValues("expr")) {
            Matcher name = Pattern.compile("windrose_[a-z0-9_]+").matcher(expression.stringValue());
            while (name.find()) {
                used.add(name.group());
            }
        }
        assertThat(used).allSatisfy(name -> assertThat(text).containsPattern("(?m)^" + name + "[{ ]"));
    }

    private static Path dashboard() {
        Path here = Path.of("observability/grafana/windrose.json");
        return Files.exists(here) ? here : Path.of("..").resolve(here);
    }

    @Test
    void seriesOfARemovedRouteDisappearAfterTheReload() throws Exception {
        try (Dataplane dataplane = files.start(PeerSettings.NONE, null, null)) {
            traffic();
            assertThat(admin(dataplane, "GET /metrics")).containsPattern("route=\"[^\"]*lost");
            files.route("lost", "", "");
            await(() -> !admin(dataplane, "GET /metrics").contains("lost"));
            assertThat(admin(dataplane, "GET /metrics")).containsPattern("route=\"[^\"]*all");
        }
    }

    @Test
    void noEndpointShowsAKey() throws Exception {
        String key = Base64.getEncoder()
                .encodeToString(files.certificate.keys().getPrivate().getEncoded());
        String hex =
                HexFormat.of().formatHex(files.certificate.keys().getPrivate().getEncoded());
        try (Dataplane dataplane = files.start(PeerSettings.NONE, null, null)) {
            for (String path : List.of(
                    "/",
                    "/config",
                    "/certs",
                    "/clusters",
                    "/metrics",
                    "/stats",
                    "/log-level",
                    "/explain?request=GET+https://localhost:" + files.secure + "/")) {
                String answer = admin(dataplane, "GET " + path);
                assertThat(answer).as(path).startsWith("HTTP/1.1 200").doesNotContain("PRIVATE KEY", hex);
                for (int at = 0; at + 24 <= key.length(); at += 8) {
                    assertThat(answer).as(path).doesNotContain(key.substring(at, at + 24));
                }
            }
        }
    }

    @Test
    void theAdminEndpointsTellWhatRuns() throws Exception {
        Files.writeString(folder.resolve("broken.yaml"), "apiVersion: [");
        Files.writeString(folder.resolve("away.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: away}
                spec:
                  parentRefs: [{name: g, sectionName: absent}]
                  rules:
                    - matches: [{path: {type: PathPrefix, value: /away}}]
                      backendRefs: [{group: windrose.dev, kind: Backend, name: b}]
                """);
        try (Dataplane dataplane = files.start(PeerSettings.NONE, null, null)) {
            assertThat(admin(dataplane, "GET /config"))
                    .contains("\"version\":\"" + dataplane.snapshot().version(), "broken.yaml:2:1: error: ");
            assertThat(admin(dataplane, "GET /certs"))
                    .contains(
                            "CN=localhost",
                            "notAfter",
                            files.certificate.serial().signum() > 0 ? "sha256" : "");
            assertThat(admin(dataplane, "GET /clusters")).contains("127.0.0.1:" + backend.port());
            assertThat(admin(dataplane, "GET /explain?request=GET+http://localhost:" + files.plain + "/lost"))
                    .contains("lost", "127.0.0.1:1");
            assertThat(admin(dataplane, "GET /explain?request=GET+https://localhost:" + files.plain + "/"))
                    .contains("Port " + files.plain + " does not speak TLS");
            assertThat(admin(dataplane, "GET /explain?request=http://localhost:" + files.plain + "/away"))
                    .contains("not attached", "HTTPRoute default/away", "no such listener");
            assertThat(admin(dataplane, "GET /explain?request=tcp://:" + files.plain))
                    .contains("Port " + files.plain + " does not carry TCP (expected: http)");
            assertThat(admin(dataplane, "GET /log-level")).contains("info");
            assertThat(admin(dataplane, "PUT /log-level?level=loud")).startsWith("HTTP/1.1 400");
            assertThat(admin(dataplane, "GET /drain")).startsWith("HTTP/1.1 405");
            assertThat(admin(dataplane, "GET /readyz")).startsWith("HTTP/1.1 200");
            assertThat(admin(dataplane, "POST /drain")).startsWith("HTTP/1.1 202");
            dataplane.awaitStop();
            assertThat(admin(dataplane, "GET /readyz")).startsWith("HTTP/1.1 503");
            assertThat(admin(dataplane, "GET /healthz")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void eachRequestHasALineWithItsReason() throws Exception {
        Path file = logs.resolve("access.json");
        try (Dataplane _ = files.start(PeerSettings.NONE, AccessLog.Form.JSON, file)) {
            traffic();
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines)
                .hasSize(4)
                .anyMatch(line -> line.contains("\"path\":\"/clear\"")
                        && line.contains("\"status\":400,\"reason\":\"plaintext_to_tls\",\"route\":\"\""));
        // Those of different loops are in no order.
        JsonNode ok = line(lines, "/a");
        assertThat(ok.get("reason").stringValue()).isEqualTo("ok");
        assertThat(ok.get("endpoint").stringValue()).isEqualTo("127.0.0.1:" + backend.port());
        assertThat(ok.get("request_id").stringValue()).hasSize(32);
        assertThat(ok.get("trace_id").stringValue()).hasSize(32);
        JsonNode lost = line(lines, "/lost");
        assertThat(lost.get("status").intValue()).isEqualTo(503);
        assertThat(lost.get("reason").stringValue()).isEqualTo("connect_failed");
        assertThat(lost.get("attempts").intValue()).isGreaterThan(1);
    }

    /** The first line of a path. */
    private static JsonNode line(List<String> lines, String path) {
        return lines.stream()
                .map(new JsonMapper()::readTree)
                .filter(line -> line.get("path").stringValue().equals(path))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theCommonFormIsOneLineForEachRequestToo() throws Exception {
        Path file = logs.resolve("access.log");
        try (Dataplane _ = files.start(PeerSettings.NONE, AccessLog.Form.COMMON, file)) {
            traffic();
        }
        assertThat(Files.readAllLines(file))
                .hasSize(4)
                .allMatch(line -> line.startsWith("127.0.0.1 - - ["))
                .anyMatch(line -> line.contains("\"GET /lost HTTP/1.1\" 503 "));
    }
}
