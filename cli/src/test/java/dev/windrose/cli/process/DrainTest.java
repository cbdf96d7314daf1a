package dev.windrose.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of the real process, with requests under way. */
@Timeout(300)
class DrainTest {
    @TempDir
    Path folder;

    private Wire.Service service;
    private int port;
    private int admin;

    @BeforeEach
    void start() throws IOException {
        service = new Wire.Service("service");
        port = Wire.freePort();
        admin = Wire.freePort();
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
    }

    private Command run(String... more) throws IOException, InterruptedException {
        String[] usual = {
            "run", "--from", ":" + port, "--to", "http://127.0.0.1:" + service.port(), "--admin", ":" + admin
        };
        String[] all = new String[usual.length + more.length];
        System.arraycopy(usual, 0, all, 0, usual.length);
        System.arraycopy(more, 0, all, usual.length, more.length);
        return Command.start(all).await("listening on");
    }

    private void awaitNotReady() throws IOException {
        while (!Wire.get(admin, "/readyz").startsWith("HTTP/1.1 503")) {
            assertThat(Wire.get(port, "/")).startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void readinessFailsFirstThenWhatIsUnderWayEndsAndTheProcessWithCodeZero(String signal) throws Exception {
        try (Command command = run("--drain-delay", "2s");
                Wire.Client held = Wire.Client.to(port)) {
            held.ask("/held");
            service.awaitHeld();
            assertThat(Wire.get(admin, "/readyz")).startsWith("HTTP/1.1 200");
            command.signal(signal);
            awaitNotReady();
            // Load balancers do not know yet: traffic is served as before.
            assertThat(Wire.get(port, "/")).startsWith("HTTP/1.1 200");
            command.await("draining, at most 32 s");
            awaitClosed();
            assertThat(Wire.get(admin, "/readyz")).startsWith("HTTP/1.1 503");
            service.release();
            assertThat(held.answer())
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("connection: close")
                    .endsWith("service host: localhost");
            assertThat(held.answer()).isEmpty();
            assertThat(command.exitCode()).isZero();
            assertThat(command.output()).endsWith("ended\n");
        }
    }

    private void awaitClosed() throws IOException {
        while (true) {
            try (Wire.Client client = Wire.Client.to(port)) {
                client.ask("/").answer();
            } catch (IOException _) {
                return;
            }
        }
    }

    @Test
    void anIdleConnectionIsServedOnceMoreOrClosedAndDelaysTheEndByNoMoreThanSeconds() throws Exception {
        try (Command command = run();
                Wire.Client idle = Wire.Client.to(port);
                Wire.Client fresh = Wire.Client.to(port)) {
            assertThat(idle.ask("/").answer()).startsWith("HTTP/1.1 200");
            command.signal("TERM");
            assertThat(idle.answer()).isEmpty();
            assertThat(fresh.answer()).isEmpty();
            assertThat(command.exitCode()).isZero();
        }
    }

    @Test
    void whatTheGracePeriodDoesNotSufficeForIsCutOffAndTheExitCodeTells() throws Exception {
        try (Command command = run("--grace", "1s");
                Wire.Client held = Wire.Client.to(port)) {
            held.ask("/held");
            service.awaitHeld();
            command.signal("TERM");
            assertThat(command.exitCode()).isEqualTo(3);
            assertThat(command.output()).contains("ended; cut off: 1 connection\n");
        }
    }

    @Test
    void aSecondSignalEndsAtOnce() throws Exception {
        try (Command command = run();
                Wire.Client held = Wire.Client.to(port)) {
            held.ask("/held");
            service.awaitHeld();
            command.signal("TERM");
            command.await("a second signal ends at once").signal("INT");
            assertThat(command.exitCode()).isEqualTo(130);
        }
    }

    @Test
    void theAdminEndpointDrainsToo() throws Exception {
        try (Command command = run();
                HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + admin + "/drain"))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(command.exitCode()).isZero();
        }
    }

    @Test
    void aStreamOfHttp2IsServedToItsEnd() throws Exception {
        Keystore keys = Keystore.make(folder.resolve("keys.p12"));
        Path documents = Files.createDirectory(folder.resolve("documents"));
        Files.writeString(
                documents.resolve("all.yaml"),
                Keystore.secret(keys.chainPem(), keys.keyPem()) + "---\n" + """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: g}
                spec:
                  gatewayClassName: windrose
                  listeners: [{name: s, port: %d, protocol: HTTPS, tls: {certificateRefs: [{name: cert}]}}]
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r}
                spec:
                  parentRefs: [{name: g}]
                  rules: [{backendRefs: [{group: windrose.dev, kind: Backend, name: b}]}]
                ---
                apiVersion: windrose.dev/v1alpha1
                kind: Backend
                metadata: {name: b}
                spec: {host: 127.0.0.1, port: %d}
                """.formatted(port, service.port()));
        try (Command command = Command.start("run", documents.toString(), "--admin", "off")
                        .await("listening on");
                HttpClient client =
                        HttpClient.newBuilder().sslContext(keys.context()).build()) {
            URI uri = URI.create("https://localhost:" + port + "/held");
            CompletableFuture<HttpResponse<String>> held =
                    client.sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            service.awaitHeld();
            command.signal("TERM");
            command.await("draining");
            service.release();
            HttpResponse<String> answer = held.get();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(command.exitCode()).isZero();
        }
    }

    @Test
    void aHangupMakesTheNextLineOfTheAccessLogGoToANewFile() throws Exception {
        Path log = folder.resolve("access.log");
        Path rotated = folder.resolve("access.log.1");
        try (Command command = run("--access-log", "common", "--access-log-file", log.toString())) {
            assertThat(Wire.get(port, "/before")).startsWith("HTTP/1.1 200");
            awaitLine(log, "/before");
            Files.move(log, rotated);
            command.signal("HUP");
            while (!Files.exists(log) || !Files.readString(log).contains("/after")) {
                assertThat(Wire.get(port, "/after")).startsWith("HTTP/1.1 200");
            }
            assertThat(Files.readString(rotated)).contains("/before");
            command.signal("TERM");
            assertThat(command.exitCode()).isZero();
        }
    }

    private static void awaitLine(Path log, String part) throws IOException {
        while (!Files.exists(log) || !Files.readString(log).contains(part)) {
            Thread.onSpinWait();
        }
    }
}
