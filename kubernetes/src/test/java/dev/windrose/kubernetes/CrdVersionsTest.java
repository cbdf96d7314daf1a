package dev.windrose.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrdVersionsTest {
    private int changes;
    private int editions;
    private final CrdVersions versions = new CrdVersions(() -> changes++, () -> editions++);

    private static Map<String, Object> crd(String name, String version) {
        return Map.of(
                "metadata",
                Map.of("name", name, "annotations", Map.of("gateway.networking.k8s.io/bundle-version", version)));
    }

    @Test
    void onlyAnotherEditionIsNews() {
        versions.replace(List.of(crd("gatewayclasses.gateway.networking.k8s.io", "v1.6.0")), "one");
        assertThat(editions).isEqualTo(1);
        versions.put(crd("gatewayclasses.gateway.networking.k8s.io", "v1.6.0"));
        versions.put(crd("httproutes.gateway.networking.k8s.io", "v1.6.0"));
        assertThat(editions).isEqualTo(1);
        assertThat(changes).isEqualTo(3);
        versions.put(crd("httproutes.gateway.networking.k8s.io", "v1.1.0"));
        assertThat(editions).isEqualTo(2);
        assertThat(versions.complaint()).startsWith("CRD httproutes.gateway.networking.k8s.io: bundle-version v1.1.0");
    }

    @Test
    void anEditionThatDoesNotSayWhichItIsIsNotSupported() {
        versions.replace(List.of(crd("gatewayclasses.gateway.networking.k8s.io", "")), "one");
        assertThat(versions.complaint())
                .startsWith("CRD gatewayclasses.gateway.networking.k8s.io: no bundle-version (expected: v1.6.x)");
        versions.replace(List.of(), "one");
        assertThat(versions.complaint()).isEmpty();
    }

    @Test
    void definitionsOfOthersAreNone() {
        versions.put(crd("widgets.example.com", "v0.1.0"));
        versions.remove(crd("widgets.example.com", "v0.1.0"));
        assertThat(changes).isZero();
    }
}
