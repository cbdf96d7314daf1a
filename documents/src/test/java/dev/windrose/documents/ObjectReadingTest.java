package dev.windrose.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.kind.HttpRoute;
import dev.windrose.documents.kind.Service;
import dev.windrose.documents.yaml.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Objects as an API server has them, read like files. */
class ObjectReadingTest {
    private static final Map<String, Object> SERVED = Map.of(
            "name", "x",
            "namespace", "apps",
            "uid", "6f5c",
            "resourceVersion", "712",
            "generation", 3,
            "creationTimestamp", "2026-01-31T12:00:00Z",
            "managedFields", List.of(Map.of("manager", "kubectl")));

    private static Map<String, Object> route(Object rule) {
        return Map.of(
                "apiVersion",
                "gateway.networking.k8s.io/v1",
                "kind",
                "HTTPRoute",
                "metadata",
                SERVED,
                "spec",
                Map.of("parentRefs", List.of(Map.of("name", "g")), "rules", List.of(rule)),
                "status",
                Map.of("parents", List.of()));
    }

    @Test
    void whatTheServerAddsIsNoMistake() {
        Documents read = DocumentReader.read(route(Map.of("backendRefs", List.of(Map.of("name", "s", "port", 80)))));
        assertThat(read.problems()).isEmpty();
        HttpRoute route = read.of(HttpRoute.class).getFirst();
        assertThat(route.metadata().key()).isEqualTo("apps/x");
        assertThat(route.metadata().generation()).isEqualTo(3);
        assertThat(route.metadata().created()).hasToString("2026-01-31T12:00:00Z");
        assertThat(route.rules().getFirst().backendRefs().getFirst().ref().port())
                .isEqualTo(80);
    }

    @Test
    void positionsNameTheObjectAndThePathOfTheField() {
        Documents read = DocumentReader.read(route(Map.of("matches", List.of(Map.of("method", "FETCH")))));
        assertThat(read.problems())
                .singleElement()
                .asString()
                .startsWith("HTTPRoute apps/x: error: spec.rules[0].matches[0].method: FETCH (expected: GET, HEAD,");
        HttpRoute route = read.of(HttpRoute.class).getFirst();
        assertThat(route.rules().getFirst().at()).hasToString("HTTPRoute apps/x: spec.rules[0]");
    }

    @Test
    void typesAreToldApartAsInTexts() {
        Documents read = DocumentReader.read(route(Map.of("backendRefs", List.of(Map.of("name", 7, "port", "80")))));
        assertThat(read.problems())
                .extracting(Problem::message)
                .containsExactlyInAnyOrder(
                        "spec.rules[0].backendRefs[0].name: 7 (expected: text)",
                        "spec.rules[0].backendRefs[0].port: quoted 80 (expected: a number, 1 to 65535)");
    }

    @Test
    void anUnknownFieldOfAGatewayKindIsAMistakeAndOneOfKubernetesItselfIsNot() {
        assertThat(DocumentReader.read(route(Map.of("neverHeardOf", 1))).problems())
                .anyMatch(Problem::isError);
        Documents service = DocumentReader.read(Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Service",
                "metadata",
                Map.of("name", "s"),
                "spec",
                Map.of("ofALaterVersion", Map.of("a", true), "ports", List.of(Map.of("port", 80, "later", 1)))));
        assertThat(service.problems()).isEmpty();
        assertThat(service.of(Service.class)).hasSize(1);
    }
}
