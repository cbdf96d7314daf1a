package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.Secret;
import dev.windrose.kubernetes.KubernetesSource;
import dev.windrose.kubernetes.watch.Scope;
import dev.windrose.translate.Translator;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files beside a stand-in for an API server that has nothing but one Secret. */
@Timeout(60)
class ClusterConfigurationTest {
    private static final String SECRETS = "/api/v1/namespaces/apps/secrets";

    @TempDir
    private Path folder;

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        executor.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        if (path.equals("/api/v1")) {
            send(exchange, 200, "{'resources': [{'name': 'secrets', 'kind': 'Secret', 'namespaced': true}]}");
        } else if (path.equals(SECRETS) && query.contains("watch=1")) {
            exchange.sendResponseHeaders(200, 0);
            await();
            exchange.close();
        } else if (path.equals(SECRETS) && query.contains("metadata.name=key")) {
            send(
                    exchange,
                    200,
                    "{'metadata': {'resourceVersion': '1'}, 'items': ["
                            + "{'metadata': {'name': 'key', 'namespace': 'apps'}, 'data': {'key': 'c2VjcmV0'}}]}");
        } else {
            send(exchange, 404, "{}");
        }
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private ClusterConfiguration configuration() throws IOException {
        Path kubeconfig = Files.writeString(
                folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                current-context: test
                contexts: [{name: test, context: {cluster: test, user: test}}]
                clusters: [{name: test, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: test, user: {token: none}}]
                """.formatted(server.getAddress().getPort()));
        Path file = Files.writeString(folder.resolve("gateway.yaml"), """
                apiVersion: windrose.dev/v1alpha1
                kind: GatewayParameters
                metadata: {name: p, namespace: apps}
                spec: {sessionKeyRefs: [{name: key}]}
                """);
        return new ClusterConfiguration(
                new KubernetesSource.Settings(kubeconfig, Scope.WHOLE, List.of(), Translator.CONTROLLER, "test"),
                List.of(file));
    }

    @Test
    void aSecretOfTheServerThatAFileNamesIsThereAtOnce() throws Exception {
        try (ClusterConfiguration configuration = configuration()) {
            configuration.follow(() -> {});
            ConfigurationSource.Configuration read = Objects.requireNonNull(configuration.read(() -> true));
            assertThat(read.written().documents().of(Secret.class))
                    .extracting(Document::metadata)
                    .extracting(each -> each.key())
                    .containsExactly("apps/key");
        }
    }
}
