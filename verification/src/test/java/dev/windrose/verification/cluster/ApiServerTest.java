package dev.windrose.verification.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.dataplane.ClusterConfiguration;
import dev.windrose.dataplane.Dataplane;
import dev.windrose.kubernetes.KubernetesSource;
import dev.windrose.kubernetes.api.Api;
import dev.windrose.kubernetes.api.Trees;
import dev.windrose.kubernetes.watch.Scope;
import dev.windrose.translate.Translator;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * From objects of a real API server to answers, and back to statuses. Needs the build of {@code verification/conformance/conform}, which
 * {@code CONFORM_WORK} names; without it Maven leaves this out.
 */
@Tag("api-server")
@Timeout(180)
class ApiServerTest {
    private static final String GATEWAYS = "/apis/gateway.networking.k8s.io/v1/namespaces/default/gateways";
    private static final String ROUTES = "/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes";

    @TempDir
    private static Path folder;

    private static @Nullable ApiServer server;
    private static Api api;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        ApiServer started = ApiServer.start(folder);
        server = started;
        api = started.api();
        create("/apis/gateway.networking.k8s.io/v1/gatewayclasses", """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: windrose}
                spec: {controllerName: windrose.dev/gateway-controller}
                """);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static void create(String path, String yaml) throws IOException {
        api.send("POST", path, "application/json", ApiServer.documents(yaml).getFirst());
    }

    private static void patch(String path, String yaml) throws IOException {
        api.send(
                "PATCH",
                path,
                "application/merge-patch+json",
                ApiServer.documents(yaml).getFirst());
    }

    private static Dataplane gateway() throws IOException {
        KubernetesSource.Settings settings = new KubernetesSource.Settings(
                Objects.requireNonNull(server).kubeconfig(), Scope.WHOLE, List.of(), Translator.CONTROLLER, "test");
        return Dataplane.assemble(Dataplane.Options.QUIET, new ClusterConfiguration(settings, List.of()), List.of());
    }

    private static void listen(String name, int port) throws IOException {
        create(GATEWAYS, """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: %s}
                spec:
                  gatewayClassName: windrose
                  addresses: [{type: IPAddress, value: 127.0.0.1}]
                  listeners: [{name: http, port: %d, protocol: HTTP}]
                """.formatted(name, port));
    }

    private int answer(int port, String path) throws Exception {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (ConnectException _) {
            return 0;
        }
    }

    private static void await(Callable<Object> value, Object expected) throws Exception {
        Object last = value.call();
        while (!expected.equals(last)) {
            Thread.onSpinWait();
            last = value.call();
        }
    }

    private static String condition(Map<String, Object> holder, String type) {
        return Trees.maps(holder, "conditions").stream()
                .filter(each -> type.equals(each.get("type")))
                .map(each -> each.get("status") + " " + each.get("reason"))
                .findFirst()
                .orElse("");
    }

    private static Map<String, Object> status(String path) throws IOException {
        return Trees.map(api.get(path), "status");
    }

    private static Map<String, Object> first(String path, String list) throws IOException {
        return Trees.maps(status(path), list).stream().findFirst().orElse(Map.of());
    }

    @Test
    void objectsAreServedAndToldWhatBecameOfThem() throws Exception {
        int port = ApiServer.freePort();
        listen("front", port);
        create(ROUTES, """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: hello}
                spec:
                  parentRefs: [{name: front}]
                  rules:
                    - matches: [{path: {type: PathPrefix, value: /hello}}]
                      filters: [{type: RequestRedirect, requestRedirect: {hostname: there.example, statusCode: 302}}]
                """);
        try (Dataplane _ = gateway()) {
            await(() -> answer(port, "/hello"), 302);
            await(() -> condition(status(GATEWAYS + "/front"), "Programmed"), "True Programmed");
            await(() -> condition(first(ROUTES + "/hello", "parents"), "Accepted"), "True Accepted");
            assertThat(first(GATEWAYS + "/front", "listeners")).containsEntry("attachedRoutes", 1);
            patch(ROUTES + "/hello", "spec: {hostnames: [other.example]}");
            await(() -> answer(port, "/hello"), 404);
            api.delete(ROUTES + "/hello");
            await(() -> first(GATEWAYS + "/front", "listeners").get("attachedRoutes"), 0);
            api.delete(GATEWAYS + "/front");
            await(() -> answer(port, "/hello"), 0);
        }
        Map<String, Object> lease =
                api.get("/apis/coordination.k8s.io/v1/namespaces/default/leases/windrose-controller");
        assertThat(Trees.number(Trees.map(lease, "spec"), "leaseDurationSeconds"))
                .as("given up by who ends in good order")
                .isEqualTo(1);
    }

    @Test
    void aPortThatIsTakenIsToldUntilItIsOpened() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Dataplane _ = gateway()) {
            listen("taken", other.getLocalPort());
            await(() -> condition(first(GATEWAYS + "/taken", "listeners"), "Programmed"), "False PortUnavailable");
            await(() -> condition(status(GATEWAYS + "/taken"), "Programmed"), "False NoResources");
            free(other);
            await(() -> condition(first(GATEWAYS + "/taken", "listeners"), "Programmed"), "True Programmed");
            await(() -> condition(status(GATEWAYS + "/taken"), "Programmed"), "True Programmed");
        }
    }

    private static void free(ServerSocket socket) throws IOException {
        socket.close();
    }

    @Test
    void theServerRefusesOfOurKindsWhatTheReadersRefuse() throws Exception {
        String path = "/apis/windrose.dev/v1alpha1/namespaces/default/backends";
        create(path, """
                apiVersion: windrose.dev/v1alpha1
                kind: Backend
                metadata: {name: good}
                spec: {host: a.example, port: 443, protocol: https, tls: {serverName: a.example}}
                """);
        for (String bad : List.of(
                "host: a.example, port: 1, endpoints: [{host: b.example, port: 1}]",
                "host: a.example",
                "host: a.example, port: 1, tls: {serverName: a}",
                "host: a.example, port: 1, protocol: h3",
                "host: 'a b', port: 1")) {
            String yaml =
                    "{apiVersion: windrose.dev/v1alpha1, kind: Backend, metadata: {name: bad}, spec: {" + bad + "}}";
            assertThatThrownBy(() -> create(path, yaml)).as(bad).hasMessageContaining("invalid");
        }
    }
}
