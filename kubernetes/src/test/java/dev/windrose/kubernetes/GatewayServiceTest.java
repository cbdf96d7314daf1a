package dev.windrose.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.kubernetes.api.Trees;
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
                        Map.of("labels", Map.of("team", "blue"), "annotations", Map.of("note", "x")),
                        "listeners",
                        List.of(
                                Map.of("name", "a", "port", 443, "protocol", "HTTPS"),
                                Map.of("name", "b", "port", 443, "protocol", "HTTPS"),
                                Map.of("name", "d", "port", 443, "protocol", "UDP"))));
    }

    @Test
    void itBearsTheNameTheLabelsAndTheOwner() {
        GatewayService made = GatewayService.of(gateway("shop"), List.of("10.245.0.1"));
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
    void portsThatListenersShareAreThereOnce() {
        GatewayService made = GatewayService.of(gateway("shop"), List.of("10.245.0.1"));
        assertThat(Trees.maps(made.service(), "spec", "ports"))
                .extracting(port -> port.get("name"))
                .containsExactly("tcp-443", "udp-443");
        assertThat(made.slices()).hasSize(1);
        assertThat(Trees.maps(made.slices().getFirst(), "endpoints"))
                .containsExactly(Map.of("addresses", List.of("10.245.0.1")));
    }

    @Test
    void anAddressOfTheMachineItselfIsInNoSlice() {
        GatewayService made = GatewayService.of(gateway("shop"), List.of("127.0.0.1", "::1"));
        assertThat(made.slices()).hasSize(1);
        assertThat(Trees.list(made.slices().getFirst(), "endpoints")).isEmpty();
    }

    @Test
    void addressesOfIpv6AreInASliceOfTheirOwn() {
        GatewayService made = GatewayService.of(gateway("shop"), List.of("10.245.0.1", "fd00::1"));
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
        GatewayService made = GatewayService.of(gateway(longest), List.of());
        assertThat(made.name()).hasSize(63).startsWith("ggg");
        assertThat(Trees.text("", made.service(), "metadata", "labels", "gateway.networking.k8s.io/gateway-name"))
                .hasSize(63);
        assertThat(GatewayService.of(gateway("1.example"), List.of()).name()).matches("g-1-example-edge-[0-9a-f]{10}");
    }
}
