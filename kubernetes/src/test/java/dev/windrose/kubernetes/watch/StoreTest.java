package dev.windrose.kubernetes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.kubernetes.api.Resource;
import dev.windrose.kubernetes.watch.Store.Change;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreTest {
    private static final String OURS = "windrose.dev/gateway-controller";
    private static final Query ROUTES =
            Query.all(new Resource("HTTPRoute", "gateway.networking.k8s.io/v1", "httproutes", true));
    private static final Query CLASSES =
            Query.all(new Resource("GatewayClass", "gateway.networking.k8s.io/v1", "gatewayclasses", false));

    private static final Query SERVICES = Query.all(new Resource("Service", "v1", "services", true));

    private final Store store = new Store(OURS);

    static Map<String, Object> object(String kind, String name, Map<String, Object> spec, Map<String, Object> status) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", name);
        if (!kind.equals("GatewayClass")) {
            metadata.put("namespace", "apps");
        }
        metadata.put("uid", "uid-of-" + name);
        metadata.put("generation", 1);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("apiVersion", "gateway.networking.k8s.io/v1");
        object.put("kind", kind);
        object.put("metadata", metadata);
        object.put("spec", spec);
        object.put("status", status);
        return object;
    }

    private static Map<String, Object> route(String name) {
        return object("HTTPRoute", name, Map.of("parentRefs", List.of(Map.of("name", "g"))), Map.of());
    }

    private static Map<String, Object> service(String name) {
        Map<String, Object> service = object("Service", name, Map.of("ports", List.of(Map.of("port", 80))), Map.of());
        service.put("apiVersion", "v1");
        return service;
    }

    private static Map<String, Object> gatewayClass() {
        return object("GatewayClass", "c", Map.of("controllerName", OURS), Map.of());
    }

    private List<String> routes() {
        return store.of("HTTPRoute").stream().map(stored -> stored.key().name()).toList();
    }

    @Test
    void whatAListOfTheSameClusterLacksIsGone() {
        store.replace(ROUTES, List.of(route("a"), route("b")), "one");
        assertThat(store.replace(ROUTES, List.of(route("b")), "one")).isEqualTo(Change.DOCUMENT);
        assertThat(routes()).containsExactly("b");
        store.replace(ROUTES, List.of(), "one");
        assertThat(routes()).isEmpty();
    }

    @Test
    void aServerThatRestartsEmptyHandedTakesNothingAway() {
        store.replace(CLASSES, List.of(gatewayClass()), "one");
        store.replace(ROUTES, List.of(route("a"), route("b")), "one");
        assertThat(store.replace(ROUTES, List.of(), "two")).isEqualTo(Change.NOTHING);
        store.replace(CLASSES, List.of(), "two");
        assertThat(routes()).containsExactly("a", "b");
        store.expire(0);
        store.expire(Duration.ofHours(1).toNanos());
        assertThat(routes()).containsExactly("a", "b");
    }

    @Test
    void whatIsMissingFromAnotherClusterIsGoneOnceThatClusterHasBeenInUse() {
        store.replace(CLASSES, List.of(gatewayClass()), "one");
        store.replace(ROUTES, List.of(route("a"), route("b")), "one");
        store.replace(ROUTES, List.of(), "two");
        store.replace(CLASSES, List.of(), "two");
        store.put(gatewayClass());
        store.put(route("b"));
        long start = 5_000;
        store.expire(start);
        assertThat(store.expire(start + Store.ADOPTION.toNanos() - 1)).isEqualTo(Change.NOTHING);
        assertThat(routes()).containsExactly("a", "b");
        assertThat(store.expire(start + Store.ADOPTION.toNanos())).isEqualTo(Change.DOCUMENT);
        assertThat(routes()).containsExactly("b");
        store.replace(ROUTES, List.of(), "two");
        assertThat(routes())
                .as("the other cluster is now the one that is known")
                .isEmpty();
    }

    @Test
    void theClusterThatComesBackIsBelievedAgain() {
        store.replace(ROUTES, List.of(route("a")), "one");
        store.replace(ROUTES, List.of(), "two");
        store.replace(ROUTES, List.of(route("b")), "one");
        assertThat(routes()).containsExactly("b");
    }

    @Test
    void whileAServerCannotSayWhoItIsItMayBeAnotherEvenWithObjectsOfItsOwn() {
        store.replace(CLASSES, List.of(gatewayClass()), "one");
        store.replace(SERVICES, List.of(service("a"), service("b")), "one");
        store.replace(SERVICES, List.of(service("kubernetes")), "");
        assertThat(store.of("Service")).hasSize(3);
        store.replace(SERVICES, List.of(service("kubernetes")), "two");
        store.replace(SERVICES, List.of(service("kubernetes")), "");
        assertThat(store.of("Service")).hasSize(3);
        store.expire(0);
        assertThat(store.expire(Store.ADOPTION.toNanos())).isEqualTo(Change.DOCUMENT);
        assertThat(store.of("Service")).hasSize(1);
        store.replace(SERVICES, List.of(), "two");
        assertThat(store.of("Service"))
                .as("the other cluster is now the one that is known")
                .isEmpty();
    }

    @Test
    void withoutAnIdentityOnlyAnEmptyListIsDoubted() {
        store.replace(ROUTES, List.of(route("a"), route("b")), "");
        store.replace(ROUTES, List.of(), "");
        assertThat(routes()).containsExactly("a", "b");
        store.replace(ROUTES, List.of(route("a")), "");
        assertThat(routes()).containsExactly("a");
    }

    @Test
    void aDeletionThatIsToldIsBelieved() {
        store.put(route("a"));
        assertThat(store.remove(new ObjectKey("HTTPRoute", "apps", "a"))).isEqualTo(Change.DOCUMENT);
        assertThat(store.remove(new ObjectKey("HTTPRoute", "apps", "a"))).isEqualTo(Change.NOTHING);
    }

    @Test
    void aStatusOfItsOwnIsNoNewDocument() {
        store.put(route("a"));
        Map<String, Object> written = route("a");
        written.put("status", Map.of("parents", List.of(Map.of("controllerName", "other"))));
        assertThat(store.put(written)).isEqualTo(Change.STATUS);
        assertThat(store.put(written)).isEqualTo(Change.NOTHING);
    }

    @Test
    void secretsAndConfigMapsThatAreNamedAreKnownByAnyKindOfReference() {
        Map<String, Object> tls = Map.of(
                "certificateRefs",
                List.of(Map.of("name", "tls"), Map.of("name", "far", "namespace", "certs", "kind", "Secret")));
        Map<String, Object> listener = Map.of("name", "l", "port", 443, "protocol", "HTTPS", "tls", tls);
        Map<String, Object> trust = Map.of("caCertificateRefs", List.of(Map.of("kind", "ConfigMap", "name", "ca")));
        Map<String, Object> spec = Map.of("gatewayClassName", "c", "listeners", List.of(listener), "tls", trust);
        store.put(object("Gateway", "g", spec, Map.of()));
        assertThat(store.references())
                .extracting(ObjectKey::toString)
                .containsExactly("ConfigMap apps/ca", "Secret apps/tls", "Secret certs/far");
        store.remove(new ObjectKey("Gateway", "apps", "g"));
        assertThat(store.references()).isEmpty();
    }

    @Test
    void ofARouteOnlyMetadataAndStatusAreKeptBesideTheDocument() {
        store.put(route("a"));
        Stored stored = store.of("HTTPRoute").getFirst();
        assertThat(stored.tree()).doesNotContainKey("spec");
        assertThat(stored.uid()).isEqualTo("uid-of-a");
    }
}
