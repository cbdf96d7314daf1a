package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From files to answers, in one process with real sockets. */
@Timeout(60)
class DataplaneTest {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path folder;

    private HttpServer backend;
    private int port;

    @BeforeEach
    void startBackend() throws IOException {
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.createContext("/", exchange -> {
            byte[] body = exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        backend.start();
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void stopBackend() {
        client.close();
        backend.stop(0);
    }

    private void route(String prefix) throws IOException {
        Path fresh = Files.writeString(folder.resolve(".new"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: g}
                spec:
                  gatewayClassName: windrose
                  listeners: [{name: http, port: %d, protocol: HTTP}]
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r}
                spec:
                  parentRefs: [{name: g}]
                  rules:
                    - matches: [{path: {type: PathPrefix, value: %s}}]
                      backendRefs: [{group: windrose.dev, kind: Backend, name: b}]
                    - matches: [{path: {type: PathPrefix, value: /always}}]
                      backendRefs: [{group: windrose.dev, kind: Backend, name: b}]
                ---
                apiVersion: windrose.dev/v1alpha1
                kind: Backend
                metadata: {name: b}
                spec: {host: localhost, port: %d}
                """.formatted(
                        port, prefix, backend.getAddress().getPort()));
        Files.move(
                fresh, folder.resolve("all.yaml"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Dataplane start() throws IOException {
        return Dataplane.assemble(
                new Dataplane.Options(
                        2, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null, null, LogLevel.FIXED),
                new FileConfiguration(List.of(folder)),
                List.of(folder));
    }

    private HttpResponse<String> get(int at, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + at + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void requestsGoFromTheDocumentsRoutesToANamedBackend() throws Exception {
        route("/a");
        try (Dataplane _ = start()) {
            assertThat(get(port, "/a/x?y=1").body()).isEqualTo("/a/x?y=1");
            assertThat(get(port, "/b").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void anEditTakesEffectAndNoRequestFailsMeanwhile() throws Exception {
        route("/a");
        try (Dataplane _ = start()) {
            for (int edit = 0; edit < 5; edit++) {
                String prefix = "/edit-" + edit;
                route(prefix);
                while (get(port, prefix).statusCode() != 200) {
                    assertThat(get(port, "/always").statusCode()).isEqualTo(200);
                }
            }
            assertThat(get(port, "/a").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aBrokenFileKeepsTheLastGoodState() throws Exception {
        route("/a");
        try (Dataplane dataplane = start()) {
            Files.writeString(folder.resolve("all.yaml"), "kind: [");
            // The reload of this file shows that the broken one was read as well.
            Files.writeString(folder.resolve("more.yaml"), """
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: HTTPRoute
                    metadata: {name: more}
                    spec:
                      parentRefs: [{name: g}]
                      rules:
                        - matches: [{path: {type: PathPrefix, value: /more}}]
                          backendRefs: [{group: windrose.dev, kind: Backend, name: b}]
                    """);
            while (get(port, "/more").statusCode() != 200) {
                Thread.onSpinWait();
            }
            assertThat(get(port, "/a").statusCode()).isEqualTo(200);
            assertThat(dataplane.isReady()).isTrue();
        }
    }

    @Test
    void readinessFailsWhenTheEndIsAskedForAndDrainEndsIt() throws Exception {
        route("/a");
        try (Dataplane dataplane = start()) {
            InetSocketAddress admin = Objects.requireNonNull(dataplane.adminAddress());
            assertThat(get(admin.getPort(), "/readyz").statusCode()).isEqualTo(200);
            dataplane.stop();
            dataplane.awaitStop();
            assertThat(get(admin.getPort(), "/readyz").statusCode()).isEqualTo(503);
            assertThat(get(port, "/a").statusCode()).isEqualTo(200);
            assertThat(dataplane.drain(Duration.ofSeconds(5))).isZero();
        }
    }

    @Test
    void aPortInUseIsSaidByItsListener() throws Exception {
        route("/a");
        try (ServerSocket _ = new ServerSocket(port);
                Dataplane dataplane = start()) {
            assertThat(dataplane.unopened())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.message()).contains("the port is in use"));
        }
    }

    @Test
    void theStatusOfAPortInUseSaysSoUntilItIsOpened() throws Exception {
        route("/a");
        ServerSocket other = new ServerSocket(port);
        try (Dataplane dataplane = start()) {
            int admin = Objects.requireNonNull(dataplane.adminAddress()).getPort();
            assertThat(get(admin, "/config").body())
                    .contains("\"state\":\"PortUnavailable\"")
                    .contains("listener http: cannot listen on 0.0.0.0:" + port + ": the port is in use")
                    .contains("\"state\":\"NoResources\"");
            other.close();
            while (get(admin, "/config").body().contains("PortUnavailable")) {
                Thread.onSpinWait();
            }
            assertThat(get(admin, "/config").body()).doesNotContain("NoResources", "cannot listen");
            assertThat(get(port, "/a").statusCode()).isEqualTo(200);
        } finally {
            other.close();
        }
    }
}
