package dev.windrose.kubernetes;

import dev.windrose.documents.kind.Gateway.Address;
import dev.windrose.kubernetes.address.IpFamily;
import dev.windrose.kubernetes.api.Trees;
import dev.windrose.translate.DocumentStatus.Port;
import dev.windrose.translate.DocumentStatus.Reached;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The Service that stands for a Gateway in its namespace, and the slices that say where it is: so pods reach a Gateway by name. All are owned by
 * the Gateway and go with it. See GEP-1762 for names and labels, and GEP-1867 for what the infrastructure adds.
 */
record GatewayService(String namespace, String name, Map<String, Object> service, List<Map<String, Object>> slices) {
    private static final int LONGEST_NAME = 63;
    private static final int HASH = 10;
    private static final String DOMAIN = "gateway.networking.k8s.io/";

    /**
     * For one Gateway.
     *
     * @param gateway the object
     * @param reached where it listens
     */
    static GatewayService of(Map<String, Object> gateway, Reached reached) {
        List<String> addresses =
                reached.addresses().stream().map(Address::value).toList();
        String namespace = Trees.text("", gateway, "metadata", "namespace");
        String name = name(gateway);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", name);
        metadata.put("namespace", namespace);
        metadata.put("labels", labels(gateway));
        metadata.put("annotations", new TreeMap<>(Trees.map(gateway, "spec", "infrastructure", "annotations")));
        metadata.put("ownerReferences", List.of(owner(gateway)));
        List<Map<String, Object>> ports = ports(reached);
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("type", "ClusterIP");
        // As far as the cluster has both families; a cluster of one gives one.
        spec.put("ipFamilyPolicy", "PreferDualStack");
        spec.put("ports", servicePorts(ports));
        Map<String, Object> service = Map.of("apiVersion", "v1", "kind", "Service", "metadata", metadata, "spec", spec);
        List<Map<String, Object>> slices = new ArrayList<>();
        slices.add(slice(metadata, name, ports, of(IpFamily.IPV4, addresses)));
        List<String> sixes = of(IpFamily.IPV6, addresses);
        if (!sixes.isEmpty()) {
            slices.add(slice(metadata, secondSlice(name), ports, sixes));
        }
        return new GatewayService(namespace, name, service, slices);
    }

    /** Without those by which only this machine reaches itself: no slice may have them. */
    private static List<String> of(IpFamily family, List<String> addresses) {
        return addresses.stream()
                .filter(address -> IpFamily.of(address) == family)
                .filter(address -> !InetAddress.ofLiteral(address).isLoopbackAddress())
                .toList();
    }

    /** Where the addresses of IPv6 are: a slice has one family. */
    static String secondSlice(String name) {
        return name + "-v6";
    }

    private static Map<String, Object> slice(
            Map<String, Object> service, String name, List<Map<String, Object>> ports, List<String> addresses) {
        Map<String, Object> metadata = new LinkedHashMap<>(service);
        Map<String, Object> labels = new TreeMap<>(Trees.map(service, "labels"));
        labels.put("kubernetes.io/service-name", Trees.text("", service, "name"));
        labels.put("endpointslice.kubernetes.io/managed-by", "windrose.dev");
        metadata.put("name", name);
        metadata.put("labels", labels);
        boolean six = !addresses.isEmpty() && IpFamily.of(addresses.getFirst()) == IpFamily.IPV6;
        return Map.of(
                "apiVersion",
                "discovery.k8s.io/v1",
                "kind",
                "EndpointSlice",
                "metadata",
                metadata,
                "addressType",
                six ? "IPv6" : "IPv4",
                "endpoints",
                addresses.isEmpty() ? List.of() : List.of(Map.of("addresses", addresses)),
                "ports",
                ports);
    }

    /** {@code gateway-class}, as far as that can be the name of a Service; else its beginning and a hash of all of it. */
    private static String name(Map<String, Object> gateway) {
        String plain = Trees.text("", gateway, "metadata", "name") + "-"
                + Trees.text("windrose", gateway, "spec", "gatewayClassName");
        return plain.length() <= LONGEST_NAME && plain.matches("[a-z]([-a-z0-9]*[a-z0-9])?") ? plain : hashed(plain);
    }

    private static String hashed(String plain) {
        String start = plain.replace('.', '-');
        start = (Character.isLetter(start.charAt(0)) ? "" : "g-") + start;
        return start.substring(0, Math.min(start.length(), LONGEST_NAME - HASH - 1)) + "-" + hash(plain);
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> labels(Map<String, Object> gateway) {
        Map<String, Object> labels = new TreeMap<>(Trees.map(gateway, "spec", "infrastructure", "labels"));
        labels.put(DOMAIN + "gateway-name", label(Trees.text("", gateway, "metadata", "name")));
        labels.put(DOMAIN + "gateway-class-name", label(Trees.text("", gateway, "spec", "gatewayClassName")));
        return labels;
    }

    private static String label(String value) {
        return value.length() <= LONGEST_NAME ? value : value.substring(0, LONGEST_NAME - HASH - 1) + "-" + hash(value);
    }

    private static Map<String, Object> owner(Map<String, Object> gateway) {
        Map<String, Object> owner = new LinkedHashMap<>();
        owner.put("apiVersion", Trees.text("", gateway, "apiVersion"));
        owner.put("kind", "Gateway");
        owner.put("name", Trees.text("", gateway, "metadata", "name"));
        owner.put("uid", Trees.text("", gateway, "metadata", "uid"));
        owner.put("controller", true);
        return owner;
    }

    private static List<Map<String, Object>> ports(Reached reached) {
        List<Map<String, Object>> ports = new ArrayList<>();
        for (Port port : reached.ports()) {
            String name = (port.datagrams() ? "udp-" : "tcp-") + port.number();
            ports.add(Map.of("name", name, "protocol", port.datagrams() ? "UDP" : "TCP", "port", port.number()));
        }
        return ports;
    }

    private static List<Map<String, Object>> servicePorts(List<Map<String, Object>> ports) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Map<String, Object> port : ports) {
            Map<String, Object> copy = new LinkedHashMap<>(port);
            copy.put("targetPort", port.get("port"));
            all.add(copy);
        }
        return all;
    }
}
