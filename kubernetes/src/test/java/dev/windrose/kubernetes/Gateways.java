package dev.windrose.kubernetes;

import dev.windrose.kubernetes.api.Trees;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Objects as an API server has them, in the namespace {@code apps}. */
final class Gateways {
    static final String OURS = "windrose.dev/gateway-controller";
    static final String GROUP = "gateway.networking.k8s.io/v1";

    private Gateways() {}

    static Map<String, Object> gateway(String name, String type) {
        Map<String, Object> listener = Map.of("name", "l", "port", 8080, "protocol", "HTTP");
        return object("Gateway", name, Map.of("gatewayClassName", type, "listeners", List.of(listener)));
    }

    static Map<String, Object> gatewayClass(String name, String controller) {
        return object("GatewayClass", name, Map.of("controllerName", controller));
    }

    static Map<String, Object> object(String kind, String name, Map<String, Object> spec) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", name);
        if (!kind.equals("GatewayClass")) {
            metadata.put("namespace", "apps");
        }
        metadata.put("uid", "uid-of-" + name);
        metadata.put("generation", 1);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("apiVersion", GROUP);
        object.put("kind", kind);
        object.put("metadata", metadata);
        object.put("spec", spec);
        return object;
    }

    /** An object with another version, and with what a server adds by itself. */
    static Map<String, Object> served(Map<String, Object> applied, String version) {
        Map<String, Object> metadata = new LinkedHashMap<>(Trees.map(applied, "metadata"));
        metadata.put("uid", "uid-" + version);
        metadata.put("resourceVersion", version);
        metadata.put("managedFields", List.of(Map.of("manager", "windrose")));
        Map<String, Object> served = new LinkedHashMap<>(applied);
        served.put("metadata", metadata);
        return served;
    }
}
