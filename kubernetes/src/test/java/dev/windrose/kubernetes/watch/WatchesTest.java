package dev.windrose.kubernetes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Document;
import dev.windrose.kubernetes.api.Api;
import dev.windrose.kubernetes.api.ManualPace;
import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.kubernetes.api.Resource;
import dev.windrose.kubernetes.api.ScriptedApiServer;
import dev.windrose.kubernetes.api.ScriptedApiServer.Stream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WatchesTest {
    private static final String GROUP = "gateway.networking.k8s.io/v1";
    private static final String ROUTES = "/apis/" + GROUP + "/httproutes";
    private static final Resource ROUTE = new Resource("HTTPRoute", GROUP, "httproutes", true);

    private final ManualPace pace = new ManualPace();
    private final Store store = new Store("windrose.dev/gateway-controller");
    private final AtomicInteger changes = new AtomicInteger();
    private final BlockingQueue<ObjectKey> statuses = new LinkedBlockingQueue<>();
    private ScriptedApiServer server;
    private Api api;
    private @Nullable Watches open;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = ScriptedApiServer.start();
        api = Api.connect(server.kubeconfig(folder));
    }

    @AfterEach
    void stop() {
        Objects.requireNonNull(open).close();
        api.close();
        server.close();
    }

    private Watches follow(Scope scope) throws Exception {
        Watches watches = new Watches(api, store, scope, changes::incrementAndGet, statuses::add, pace);
        open = watches;
        watches.discover();
        return watches;
    }

    private static Map<String, Object> route(String name) {
        return StoreTest.object("HTTPRoute", name, Map.of("parentRefs", List.of(Map.of("name", "g"))), Map.of());
    }

    private Map<String, Object> held(String name) {
        return server.hold("/apis/" + GROUP + "/namespaces/apps/httproutes/" + name, route(name));
    }

    @Test
    void askingAgainForKindsIsNoChangeWhenThereIsNothingElse() throws Exception {
        server.serve(GROUP, ROUTE);
        Watches watches = follow(Scope.WHOLE);
        server.watch(ROUTES);
        assertThat(changes).hasPositiveValue();
        changes.set(0);
        watches.discover();
        watches.discover();
        assertThat(changes).hasValue(0);
        server.serve(GROUP, ROUTE, new Resource("GRPCRoute", GROUP, "grpcroutes", true));
        watches.discover();
        server.watch("/apis/" + GROUP + "/grpcroutes");
        assertThat(changes).hasPositiveValue();
    }

    @Test
    void aServerWithoutAnyKindIsKnownToHaveNone() throws Exception {
        Watches watches = follow(Scope.WHOLE);
        assertThat(changes).hasValue(1);
        assertThat(watches.isSettled()).isTrue();
    }

    @Test
    void aSelectorChoosesAmongGatewaysListenerSetsRoutesAndPolicies() throws Exception {
        List<String> chosen = List.of("gateways", "listenersets", "httproutes", "backendtlspolicies");
        List<String> whole = List.of("referencegrants", "gatewayclasses");
        server.serve(
                GROUP,
                ROUTE,
                new Resource("Gateway", GROUP, "gateways", true),
                new Resource("ListenerSet", GROUP, "listenersets", true),
                new Resource("BackendTLSPolicy", GROUP, "backendtlspolicies", true),
                new Resource("ReferenceGrant", GROUP, "referencegrants", true),
                new Resource("GatewayClass", GROUP, "gatewayclasses", false));
        server.serve("v1", new Resource("Service", "v1", "services", true));
        follow(new Scope(List.of(), "team=a"));
        for (String plural : chosen) {
            assertThat(server.watch("/apis/" + GROUP + "/" + plural).parameter("labelSelector"))
                    .as(plural)
                    .isEqualTo("team=a");
        }
        for (String plural : whole) {
            assertThat(server.watch("/apis/" + GROUP + "/" + plural).parameter("labelSelector"))
                    .as(plural)
                    .isEmpty();
        }
        assertThat(server.watch("/api/v1/services").parameter("labelSelector")).isEmpty();
    }

    @Test
    void rootsThatAreNamedWithoutAKindAreFollowedAsAConfigMap() throws Exception {
        String group = "windrose.dev/v1alpha1";
        server.serve(group, new Resource("Backend", group, "backends", true));
        server.serve(
                "v1",
                new Resource("Secret", "v1", "secrets", true),
                new Resource("ConfigMap", "v1", "configmaps", true));
        Map<String, Object> spec = Map.of(
                "endpoints",
                List.of(Map.of("host", "h.example", "port", 443)),
                "tls",
                Map.of("serverName", "h.example", "caCertificateRefs", List.of(Map.of("name", "roots"))));
        Map<String, Object> backend = StoreTest.object("Backend", "b", spec, Map.of());
        backend.put("apiVersion", group);
        server.hold("/apis/" + group + "/namespaces/apps/backends/b", backend);
        follow(Scope.WHOLE);
        assertThat(server.watch("/api/v1/namespaces/apps/configmaps").parameter("fieldSelector"))
                .isEqualTo("metadata.name=roots");
        assertThat(server.calls("GET /api/v1/namespaces/apps/secrets")).isEmpty();
    }

    private static Documents parameters(String secret) {
        return DocumentReader.read("f.yaml", """
                apiVersion: windrose.dev/v1alpha1
                kind: GatewayParameters
                metadata: {name: p, namespace: apps}
                spec: {sessionKeyRefs: [{name: %s}]}
                """.formatted(secret));
    }

    private Map<String, Object> secret(String name) {
        Map<String, Object> secret = StoreTest.object("Secret", name, Map.of(), Map.of());
        secret.put("apiVersion", "v1");
        secret.put("data", Map.of("key", "c2VjcmV0"));
        return server.hold("/api/v1/namespaces/apps/secrets/" + name, secret);
    }

    @Test
    void aSecretThatOnlyAFileNamesIsFollowedForAsLong() throws Exception {
        server.serve("v1", new Resource("Secret", "v1", "secrets", true));
        secret("a");
        secret("b");
        Watches watches = follow(Scope.WHOLE);
        watches.beside(parameters("a"));
        server.watch("/api/v1/namespaces/apps/secrets");
        assertThat(store.of("Secret")).extracting(each -> each.key().name()).containsExactly("a");
        watches.beside(parameters("b"));
        server.watch("/api/v1/namespaces/apps/secrets");
        assertThat(store.of("Secret")).extracting(each -> each.key().name()).containsExactly("b");
    }

    @Test
    void secretsThatNobodyNamesAreNotFetched() throws Exception {
        server.serve("v1", new Resource("Secret", "v1", "secrets", true));
        secret("named");
        secret("other");
        follow(Scope.WHOLE).beside(parameters("named"));
        server.watch("/api/v1/namespaces/apps/secrets");
        assertThat(server.calls("GET /api/v1/secrets")).isEmpty();
        assertThat(server.calls("GET /api/v1/namespaces/apps/secrets"))
                .isNotEmpty()
                .allMatch(call -> "metadata.name=named".equals(call.query().get("fieldSelector")));
        assertThat(store.of("Secret")).hasSize(1);
    }

    @Test
    void whereVeryManySecretsAreNamedOthersAreNotKept() throws Exception {
        server.serve("v1", new Resource("Secret", "v1", "secrets", true));
        List<Document> all = new ArrayList<>();
        for (int i = 0; i < 41; i++) {
            all.addAll(parameters("s" + i).all());
        }
        secret("s0");
        Map<String, Object> other = secret("other");
        follow(Scope.WHOLE).beside(new Documents(all, List.of(), List.of()));
        Stream stream = server.watch("/api/v1/secrets");
        stream.send("MODIFIED", other);
        stream.send("ADDED", secret("s1"));
        while (store.of("Secret").size() < 2) {
            Thread.onSpinWait();
        }
        assertThat(store.of("Secret")).extracting(each -> each.key().name()).containsExactly("s0", "s1");
    }

    @Test
    void aServerThatComesBackEmptyHandedTakesNothingAway() throws Exception {
        server.serve(GROUP, ROUTE);
        held("a");
        held("b");
        follow(Scope.WHOLE);
        Stream stream = server.watch(ROUTES);
        server.drop("/apis/" + GROUP + "/namespaces/apps/httproutes/a");
        server.drop("/apis/" + GROUP + "/namespaces/apps/httproutes/b");
        server.become("two");
        stream.cut();
        pace.skipPause();
        server.watch(ROUTES);
        assertThat(server.calls("GET " + ROUTES)).hasSize(2);
        assertThat(store.of("HTTPRoute")).hasSize(2);
    }

    @Test
    void aStatusThatSomebodyWroteIsTold() throws Exception {
        server.serve(GROUP, ROUTE);
        Map<String, Object> route = held("a");
        follow(Scope.WHOLE);
        Stream stream = server.watch(ROUTES);
        changes.set(0);
        route.put("status", Map.of("parents", List.of(Map.of("controllerName", "other"))));
        stream.send("MODIFIED", route);
        assertThat(statuses.poll(20, TimeUnit.SECONDS)).isEqualTo(new ObjectKey("HTTPRoute", "apps", "a"));
        assertThat(changes).hasValue(0);
    }
}
