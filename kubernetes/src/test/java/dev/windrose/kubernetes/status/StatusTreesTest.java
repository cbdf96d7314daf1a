package dev.windrose.kubernetes.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import dev.windrose.translate.Translator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StatusTreesTest {
    @Test
    void aListenerSetWithoutAGatewayOfOursIsLeftToOthers() {
        assertThat(written("edge")).containsExactly("Gateway edge", "ListenerSet more");
        assertThat(written("gone")).containsExactly("Gateway edge");
    }

    private static List<String> written(String parent) {
        String documents = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: edge}
                spec:
                  gatewayClassName: windrose
                  listeners: [{name: http, port: 8080, protocol: HTTP}]
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: ListenerSet
                metadata: {name: more}
                spec:
                  parentRef: {name: %s}
                  listeners: [{name: http, port: 8081, protocol: HTTP}]
                """.formatted(parent);
        return Translator.translate(DocumentReader.read("d.yaml", documents)).statuses().stream()
                .map(StatusTrees::of)
                .filter(Objects::nonNull)
                .map(each -> each.key().kind() + " " + each.key().name())
                .toList();
    }
}
