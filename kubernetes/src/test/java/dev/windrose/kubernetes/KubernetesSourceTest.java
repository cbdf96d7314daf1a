package dev.windrose.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.windrose.kubernetes.KubernetesSource.Settings;
import dev.windrose.kubernetes.watch.Scope;
import dev.windrose.translate.Translator;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Beside a stand-in for an API server that has one object of each of three kinds, and can be late with the list of one. */
@Timeout(60)
class KubernetesSourceTest {
    private static final String GROUP = "/apis/gateway.networking.k8s.io/v1";
    private static final Map<String, String> LISTS = Map.of(
            "gatewayclasses",
            "{'metadata': {'name': 'edge'}, 'spec': {'controllerName': 'windrose.dev/gateway-controller'}}",
            "gateways",
            "{'metadata': {'name': 'a', 'namespace': 'b'}, 'spec': {'gatewayClassName': 'edge',"
                    + " 'listeners': [{'name': 'http', 'port': 80, 'protocol': 'HTTP'}]}}",
            "httproutes",
            "{'metadata': {'name': 'a', 'namespace': 'b'}, 'spec': {'parentRefs': [{'name': 'a'}]}}");
    private static final String KINDS =
            "{'resources': [{'name': 'gatewayclasses', 'kind': 'GatewayClass', 'namespaced': false},"
                    + " {'name': 'gateways', 'kind': 'Gateway', 'namespaced': true},"
                    + " {'name': 'httproutes', 'kind': 'HTTPRoute', 'namespaced': true}]}";

    @TempDir
    Path folder;

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    /** Of classes and Gateways: their lists are known by then. */
    private final CountDownLatch watched = new CountDownLatch(2);

    private final CountDownLatch routesAsked = new CountDownLatch(1);
    private final CountDownLatch routesGiven = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger failures = new AtomicInteger();
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
        routesGiven.countDown();
        end.countDown();
        server.stop(0);
        executor.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        String list = LISTS.get(path.substring(path.lastIndexOf('/') + 1));
        if (path.equals(GROUP)) {
            send(exchange, 200, KINDS);
        } else if (list == null || !path.startsWith(GROUP)) {
            send(exchange, 404, "{}");
        } else if (query.contains("watch=1")) {
            watch(exchange, path);
        } else {
            list(exchange, path, list);
        }
    }

    private void list(HttpExchange exchange, String path, String item) throws IOException {
        if (path.endsWith("httproutes")) {
            if (failures.getAndDecrement() > 0) {
                send(exchange, 503, "{}");
                return;
            }
            routesAsked.countDown();
            await(routesGiven);
        }
        send(exchange, 200, "{'metadata': {'resourceVersion': '1'}, 'items': [" + item + "]}");
    }

    /** A stream in which nothing happens. */
    private void watch(HttpExchange exchange, String path) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        if (!path.endsWith("httproutes")) {
            watched.countDown();
        }
        await(end);
        exchange.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
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

    private KubernetesSource source() throws IOException {
        Path config = Files.writeString(
                folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                current-context: test
                contexts: [{name: test, context: {cluster: test, user: test}}]
                clusters: [{name: test, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: test, user: {token: none}}]
                """.formatted(server.getAddress().getPort()));
        Settings settings = new Settings(config, Scope.WHOLE, List.of(), Translator.CONTROLLER, "test");
        return KubernetesSource.start(settings, () -> {});
    }

    @Test
    void aGatewayIsNotReadBeforeAllListsAre() throws Exception {
        try (KubernetesSource source = source()) {
            await(watched);
            await(routesAsked);
            assertThat(source.read().all()).isEmpty();
            routesGiven.countDown();
            assertThat(source.awaitSettled(Duration.ofSeconds(30))).isTrue();
            assertThat(source.read().all()).hasSize(3);
        }
    }

    @Test
    void aListThatFailsOnceIsWaitedFor() throws Exception {
        failures.set(1);
        try (KubernetesSource source = source()) {
            await(watched);
            await(routesAsked);
            assertThat(source.isSettled()).isFalse();
            assertThat(source.read().all()).isEmpty();
        }
    }

    @Test
    void aListThatCannotBeHadKeepsNothingElseBack() throws Exception {
        failures.set(Integer.MAX_VALUE);
        try (KubernetesSource source = source()) {
            await(watched);
            assertThat(source.awaitSettled(Duration.ofSeconds(30))).isTrue();
            assertThat(source.read().all()).hasSize(2);
        }
    }
}
