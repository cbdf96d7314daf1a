package dev.windrose.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Fields of statuses that are not conditions. */
class StatusTreeTest {
    private static final String GATEWAY = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: g, generation: 7}
            spec:
              gatewayClassName: windrose
              addresses: [{value: 127.0.0.9}, {type: IPAddress, value: "::1"}, {value: 127.0.0.9}]
              listeners: [{name: http, port: 8080, protocol: HTTP}]
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: GatewayClass
            metadata: {name: windrose}
            spec: {controllerName: %s}
            """.formatted(Translator.CONTROLLER);

    @Test
    void aClassNamesWhatIsSupported() {
        assertThat(tree("GatewayClass").get("supportedFeatures"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(SupportedFeatures.names().size())
                .contains(Map.of("name", "UDPRoute"));
    }

    @Test
    void aGatewayHasTheAddressesItAskedForAndGot() {
        assertThat(tree("Gateway").get("addresses"))
                .isEqualTo(List.of(
                        Map.of("type", "IPAddress", "value", "127.0.0.9"),
                        Map.of("type", "IPAddress", "value", "::1")));
    }

    @Test
    void aConditionTellsTheGenerationThatItIsAbout() {
        assertThat(String.valueOf(tree("Gateway").get("conditions"))).contains("observedGeneration=7");
    }

    private static Map<String, Object> tree(String kind) {
        Translation translation = Translator.translate(DocumentReader.read("in.yaml", GATEWAY));
        return StatusTree.of(translation.statuses().stream()
                .filter(status -> status.kind().equals(kind))
                .findFirst()
                .orElseThrow());
    }
}
