package dev.windrose.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.kind.Gateway.Address;
import dev.windrose.documents.yaml.Position;
import dev.windrose.kubernetes.api.Trees;
import dev.windrose.translate.DocumentStatus;
import dev.windrose.translate.DocumentStatus.Port;
import dev.windrose.translate.DocumentStatus.Reached;
import dev.windrose.translate.Translator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatewayServiceTest {
    private static Map<String, Object> gateway(String name) {
        return Map.of(
                "apiVersion",
                "gateway.networking.k8s.io/v1",
                "kind",
                "Gateway",
                "metadata",
                Map.of("name", name, "namespace", "apps", "uid", "u1"),
                "spec",
                Map.of(
                        "gatewayClassName",
                        "edge",
                        "infrastructure",
                        Map.of("labels", Map.of("team", "blue"), "annotations", Map.of("note", "x"))));
    }

    private static Reached at(String... addresses) {
        Position nowhere = Position.whole("");
        return new Reached(
                List.of(addresses).stream()
                        .map(address -> new Address("IPAddress", address, nowhere))
                        .toList(),
                List.of(new Port(443, false), new Port(443, true)),
                0);
    }

    private static List<String> ports(GatewayService service) {
        return Trees.maps(service.service(), "spec", "ports").stream()
                .map(port -> port.get("name") + " " + port.get("protocol") + " " + port.get("targetPort"))
                .toList();
    }

    @Test
    void itBearsTheNameTheLabelsAndTheOwner() {
        GatewayService made = GatewayService.of(gateway("shop"), at("10.245.0.1"));
        assertThat(made.name()).isEqualTo("shop-edge");
        assertThat(Trees.map(made.service(), "metadata", "labels"))
                .containsEntry("team", "blue")
                .containsEntry("gateway.networking.k8s.io/gateway-name", "shop")
                .containsEntry("gateway.networking.k8s.io/gateway-class-name", "edge");
        assertThat(Trees.map(made.service(), "metadata", "annotations")).containsEntry("note", "x");
        assertThat(Trees.maps(made.service(), "metadata", "ownerReferences").getFirst())
                .containsEntry("uid", "u1");
    }

    @Test
    void eachPortIsThereWithItsTransport() {
        GatewayService made = GatewayService.of(gateway("shop"), at("10.245.0.1"));
        assertThat(ports(made)).containsExactly("tcp-443 TCP 443", "udp-443 UDP 443");
        assertThat(made.slices()).hasSize(1);
        assertThat(Trees.maps(made.slices().getFirst(), "endpoints"))
                .containsExactly(Map.of("addresses", List.of("10.245.0.1")));
        assertThat(Trees.maps(made.slices().getFirst(), "ports")).hasSize(2);
    }

    @Test
    void portsAreThoseOfTheGatewayAndOfTheListenersThatItTakesFromOthers() {
        String documents = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: edge, namespace: infra}
                spec:
                  gatewayClassName: windrose
                  allowedListeners: {namespaces: {from: Same}}
                  listeners:
                    - {name: a, port: 443, protocol: TLS, tls: {mode: Passthrough}}
                    - {name: b, port: 443, protocol: TLS, tls: {mode: Passthrough}, hostname: b.example}
                    - {name: c, port: 53, protocol: UDP}
                    - {name: d, port: 81, protocol: QUIK}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: ListenerSet
                metadata: {name: more, namespace: infra}
                spec:
                  parentRef: {name: edge}
                  listeners:
                    - {name: a, port: 8080, protocol: HTTP}
                    - {name: b, port: 443, protocol: TLS, tls: {mode: Passthrough}, hostname: c.example}
                    - {name: c, port: 82, protocol: QUIK}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: ListenerSet
                metadata: {name: more, namespace: stranger}
                spec:
                  parentRef: {name: edge, namespace: infra}
                  listeners: [{name: a, port: 9090, protocol: HTTP}]
                """;
        Reached reached = Translator.translate(DocumentReader.read("d.yaml", documents)).statuses().stream()
                .filter(status -> status.kind().equals("Gateway"))
                .map(DocumentStatus::reached)
                .findFirst()
                .orElseThrow();
        assertThat(ports(GatewayService.of(gateway("edge"), reached)))
                .containsExactly("tcp-81 TCP 81", "tcp-443 TCP 443", "tcp-8080 TCP 8080", "udp-53 UDP 53");
    }

    @Test
    void anAddressOfTheMachineItselfIsInNoSlice() {
        GatewayService made = GatewayService.of(gateway("shop"), at("127.0.0.1", "::1"));
        assertThat(made.slices()).hasSize(1);
        assertThat(Trees.list(made.slices().getFirst(), "endpoints")).isEmpty();
    }

    @Test
    void addressesOfIpv6AreInASliceOfTheirOwn() {
        GatewayService made = GatewayService.of(gateway("shop"), at("10.245.0.1", "fd00::1"));
        assertThat(made.slices())
                .extracting(slice -> Trees.text("", slice, "metadata", "name") + " " + slice.get("addressType") + " "
                        + Trees.list(slice, "endpoints"))
                .containsExactly(
                        "shop-edge IPv4 [{addresses=[10.245.0.1]}]", "shop-edge-v6 IPv6 [{addresses=[fd00::1]}]");
        assertThat(made.slices())
                .extracting(slice -> Trees.text("", slice, "metadata", "labels", "kubernetes.io/service-name"))
                .containsOnly("shop-edge");
    }

    @Test
    void aNameThatIsTooLongOrNoNameOfAServiceIsHashed() {
        String longest = "g".repeat(253);
        GatewayService made = GatewayService.of(gateway(longest), at());
        assertThat(made.name()).hasSize(63).startsWith("ggg");
        assertThat(Trees.text("", made.service(), "metadata", "labels", "gateway.networking.k8s.io/gateway-name"))
                .hasSize(63);
        assertThat(GatewayService.of(gateway("1.example"), at()).name()).matches("g-1-example-edge-[0-9a-f]{10}");
    }
}
