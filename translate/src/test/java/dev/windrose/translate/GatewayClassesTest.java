package dev.windrose.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Document;
import java.time.Instant;
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
        assertThat(listeners(List.of(gateway(), onServer(Translator.CONTROLLER))))
                .isEqualTo(1);
    }

    @Test
    void aClassInAFileIsNoneOfAnApiServersGateways() {
        assertThat(listeners(List.of(gateway(), inFile(Translator.CONTROLLER)))).isZero();
        assertThat(listeners(List.of(gateway(), inFile("example.com/other"), onServer(Translator.CONTROLLER))))
                .isEqualTo(1);
        assertThat(listeners(List.of(gateway(), inFile(Translator.CONTROLLER), onServer("example.com/other"))))
                .isZero();
    }

    @Test
    void aClassThatAnApiServerGetsBesideThatOfAFileCountsAtOnce() {
        IncrementalTranslator translator = new IncrementalTranslator();
        Document inFile = inFile(Translator.CONTROLLER);
        Document gateway = gateway();
        assertThat(listeners(translator, gateway, inFile)).isZero();
        assertThat(listeners(translator, gateway, inFile, onServer(Translator.CONTROLLER)))
                .isEqualTo(1);
        assertThat(listeners(translator, gateway, inFile)).isZero();
    }

    /** Named so that it is the first of its name. */
    private static Document inFile(String controller) {
        return DocumentReader.read("/a.yaml", """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: windrose}
                spec: {controllerName: %s}
                """.formatted(controller)).all().getFirst();
    }

    private static Document onServer(String controller) {
        return DocumentReader.read(Map.of(
                        "apiVersion",
                        GATEWAY,
                        "kind",
                        "GatewayClass",
                        "metadata",
                        Map.of("name", "windrose"),
                        "spec",
                        Map.of("controllerName", controller)))
                .all()
                .getFirst();
    }

    private static int listeners(IncrementalTranslator translator, Document... documents) {
        return translator
                .translate(
                        new Documents(List.of(documents), List.of(), List.of()),
                        Addresses.OF_THE_MACHINE,
                        Instant.EPOCH)
                .model()
                .listeners()
                .size();
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
