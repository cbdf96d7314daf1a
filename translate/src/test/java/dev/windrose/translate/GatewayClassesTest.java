package dev.windrose.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose a Gateway is, in files and on an API server. */
class GatewayClassesTest {
    private static final String GATEWAY = "gateway.networking.k8s.io/v1";

    @Test
    void inAFileTheClassWindroseNeedsNoDocument() {
        assertThat(listeners(DocumentReader.read("g.yaml", """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: edge}
                spec:
                  gatewayClassName: windrose
                  listeners: [{name: http, protocol: HTTP, port: 80}]
                """).all())).isEqualTo(1);
    }

    @Test
    void onAnApiServerAClassThatIsNotThereIsNobodys() {
        List<Document> gateway = List.of(gateway());
        assertThat(listeners(gateway)).isZero();
        assertThat(Translator.translate(new Documents(gateway, List.of(), List.of()))
                        .statuses())
                .isEmpty();
        List<Document> both = new ArrayList<>(gateway);
        both.addAll(DocumentReader.read(Map.of(
                        "apiVersion",
                        GATEWAY,
                        "kind",
                        "GatewayClass",
                        "metadata",
                        Map.of("name", "windrose"),
                        "spec",
                        Map.of("controllerName", Translator.CONTROLLER)))
                .all());
        assertThat(listeners(both)).isEqualTo(1);
    }

    private static Document gateway() {
        return DocumentReader.read(Map.of(
                        "apiVersion",
                        GATEWAY,
                        "kind",
                        "Gateway",
                        "metadata",
                        Map.of("name", "edge", "namespace", "infra"),
                        "spec",
                        Map.of(
                                "gatewayClassName",
                                "windrose",
                                "listeners",
                                List.of(Map.of("name", "http", "protocol", "HTTP", "port", 80)))))
                .all()
                .getFirst();
    }

    private static int listeners(List<Document> documents) {
        return Translator.translate(new Documents(documents, List.of(), List.of()))
                .model()
                .listeners()
                .size();
    }
}
