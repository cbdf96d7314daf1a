package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.windrose.transport.h1.ServerTimeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What GatewayParameters say takes effect on real connections. */
@Timeout(60)
class ParametersTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    /** The process itself would wait longer than the test. */
    private static final ServerTimeouts PATIENT = new ServerTimeouts(LONG, LONG, LONG, LONG, LONG, LONG);

    private static final String OLD = "0123456789abcdef0123456789abcdef";
    private static final String NEW = "fedcba9876543210fedcba9876543210";

    private final List<HttpServer> backends = new ArrayList<>();

    @TempDir
    Path folders;

    @BeforeEach
    void startBackends() throws IOException {
        for (int i = 0; i < 4; i++) {
            int number = i;
            HttpServer backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            backend.createContext("/", exchange -> {
                String text = number + " " + exchange.getRequestHeaders().getFirst("X-Forwarded-For") + " "
                        + exchange.getRequestHeaders().getFirst("Forwarded");
                byte[] body = text.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            backend.start();
            backends.add(backend);
        }
    }

    @AfterEach
    void stopBackends() {
        backends.forEach(backend -> backend.stop(0));
    }

    /** A folder of a process: the same documents but for parameters and the first backend's port. */
    private TestGatewayFolder folder(String name, String parameters) throws IOException {
        TestGatewayFolder gateway = new TestGatewayFolder(
                Files.createDirectory(folders.resolve(name)),
                backends.getFirst().getAddress().getPort());
        Files.writeString(gateway.folder.resolve("parameters.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: windrose}
                spec:
                  controllerName: windrose.dev/gateway-controller
                  parametersRef: {group: windrose.dev, kind: GatewayParameters, name: p, namespace: default}
                ---
                apiVersion: windrose.dev/v1alpha1
                kind: GatewayParameters
                metadata: {name: p}
                spec: %s
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: old}
                stringData: {key: %s}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: new}
                stringData: {key: %s}
                """.formatted(parameters, OLD, NEW));
        Files.writeString(gateway.folder.resolve("sessions.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: sessions}
                spec:
                  parentRefs: [{name: g}]
                  rules:
                    - matches: [{path: {value: /cart}}]
                      sessionPersistence: {sessionName: cart}
                      backendRefs: [{group: windrose.dev, kind: Backend, name: many}]
                ---
                apiVersion: windrose.dev/v1alpha1
                kind: Backend
                metadata: {name: many}
                spec: {endpoints: [%s]}
                """.formatted(String.join(
                ", ",
                backends.stream()
                        .map(backend -> "{host: 127.0.0.1, port: "
                                + backend.getAddress().getPort() + "}")
                        .toList())));
        return gateway;
    }

    private static Dataplane start(TestGatewayFolder folder) throws IOException {
        return folder.start(PeerSettings.NONE, null, null, PATIENT);
    }

    private static RawClient.Answer cart(TestGatewayFolder gateway, String cookie) throws IOException {
        try (RawClient client = RawClient.plain(gateway.plain)) {
            String header = cookie.isEmpty() ? "" : "Cookie: " + cookie + "\r\n";
            return client.send("GET /cart HTTP/1.1\r\nHost: a\r\n" + header + "\r\n")
                    .read();
        }
    }

    private static String cookie(RawClient.Answer answer) {
        return Objects.requireNonNull(answer.header("set-cookie")).split(";", 2)[0];
    }

    private static boolean isKnown(TestGatewayFolder gateway, String cookie) throws IOException {
        return !cart(gateway, cookie).head().toLowerCase(Locale.ROOT).contains("set-cookie");
    }

    @Test
    void aSessionGoesOnAtAnotherProcessWithTheSameKey() throws Exception {
        TestGatewayFolder one = folder("one", "{sessionKeyRefs: [{name: old}]}");
        TestGatewayFolder two = folder("two", "{sessionKeyRefs: [{name: old}]}");
        try (Dataplane _ = start(one);
                Dataplane _ = start(two)) {
            for (int session = 0; session < 4; session++) {
                RawClient.Answer first = cart(one, "");
                for (int request = 0; request < 4; request++) {
                    RawClient.Answer next = cart(two, cookie(first));
                    assertThat(next.body().charAt(0)).isEqualTo(first.body().charAt(0));
                    assertThat(next.head()).doesNotContainIgnoringCase("set-cookie");
                }
            }
        }
    }

    @Test
    void sessionsOutliveTheChangeOfAKey() throws Exception {
        TestGatewayFolder before = folder("before", "{sessionKeyRefs: [{name: old}]}");
        TestGatewayFolder between = folder("between", "{sessionKeyRefs: [{name: new}, {name: old}]}");
        TestGatewayFolder after = folder("after", "{sessionKeyRefs: [{name: new}]}");
        try (Dataplane _ = start(before);
                Dataplane _ = start(between);
                Dataplane _ = start(after)) {
            String old = cookie(cart(before, ""));
            assertThat(isKnown(between, old)).isTrue();
            assertThat(isKnown(after, old)).isFalse();
            String fresh = cookie(cart(between, ""));
            assertThat(isKnown(after, fresh)).isTrue();
            assertThat(isKnown(before, fresh)).isFalse();
        }
    }

    @Test
    void aKeyThatChangesWhileItRunsIsTakenUp() throws Exception {
        TestGatewayFolder one = folder("one", "{sessionKeyRefs: [{name: old}]}");
        TestGatewayFolder two = folder("two", "{sessionKeyRefs: [{name: new}]}");
        try (Dataplane _ = start(one);
                Dataplane _ = start(two)) {
            String old = cookie(cart(one, ""));
            assertThat(isKnown(two, old)).isFalse();
            Path file = two.folder.resolve("parameters.yaml");
            Files.writeString(file, Files.readString(file).replace("[{name: new}]", "[{name: new}, {name: old}]"));
            while (!isKnown(two, old)) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void timesOfAClassHoldForItsConnections() throws Exception {
        TestGatewayFolder gateway = folder("times", "{timeouts: {requestHead: 1s, idle: 1s}}");
        try (Dataplane _ = start(gateway);
                RawClient silent = RawClient.plain(gateway.plain);
                RawClient idle = RawClient.plain(gateway.plain);
                RawClient unsecured = RawClient.plain(gateway.secure)) {
            assertThat(idle.get("/").status()).isEqualTo(200);
            assertThat(idle.isEnded()).isTrue();
            assertThat(silent.isEnded()).isTrue();
            assertThat(unsecured.isEnded()).isTrue();
        }
    }

    @Test
    void onlyTrustedProxiesAreBelieved() throws Exception {
        TestGatewayFolder trusting = folder("trusting", "{trustedProxies: [127.0.0.0/8], forwarded: true}");
        TestGatewayFolder other = folder("other", "{trustedProxies: [192.0.2.0/24]}");
        try (Dataplane _ = start(trusting);
                Dataplane _ = start(other)) {
            assertThat(forwarded(trusting)).startsWith("0 203.0.113.7, 127.0.0.1 for=");
            assertThat(forwarded(other)).isEqualTo("0 127.0.0.1 null");
        }
    }

    private static String forwarded(TestGatewayFolder gateway) throws IOException {
        try (RawClient client = RawClient.plain(gateway.plain)) {
            return client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n")
                    .read()
                    .body();
        }
    }

    @Test
    void whoMustSpeakTheProxyProtocolIsSaidByTheParameters() throws Exception {
        TestGatewayFolder gateway =
                folder("proxied", "{proxyProtocolFrom: [127.0.0.1], trustedProxies: [198.51.100.0/24]}");
        try (Dataplane _ = start(gateway);
                RawClient client = RawClient.plain(gateway.plain)) {
            client.send("PROXY TCP4 203.0.113.9 192.0.2.1 5000 80\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("0 203.0.113.9 null");
        }
    }
}
