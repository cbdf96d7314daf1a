package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes Service: named ports whose endpoints come from EndpointSlices.
 *
 * @param clusterIps its own addresses, each in its one text; {@code None} alone for a headless one, empty when they are not told
 */
public record Service(Metadata metadata, String type, List<String> clusterIps, List<ServicePort> ports)
        implements Document {
    private static final List<String> TYPES = List.of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName");
    private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
    private static final String HEADLESS = "None";
    private static final String ADDRESS_EXPECTED = "an IP address or None";
    private static final Pattern TEXT = Pattern.compile(".*");

    public Service {
        clusterIps = List.copyOf(clusterIps);
        ports = List.copyOf(ports);
    }

    /**
     * One port.
     *
     * @param name null when the only port is not named
     * @param appProtocol what is spoken, such as {@code kubernetes.io/h2c}; null when not told
     * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}
     */
    public record ServicePort(
            @Nullable String name, int port, @Nullable String appProtocol, String protocol) {}

    /** Whether clients are told the addresses of its endpoints instead of one of its own. */
    public boolean isHeadless() {
        return clusterIps.contains(HEADLESS);
    }

    @Override
    public String kind() {
        return "Service";
    }

    public static Service read(Fields document) {
        Metadata metadata = Metadata.read(document, true);
        Service read = document.object("spec", spec -> {
            spec.ignore(
                    "externalName",
                    "selector",
                    "ipFamilies",
                    "ipFamilyPolicy",
                    "sessionAffinity",
                    "sessionAffinityConfig",
                    "internalTrafficPolicy",
                    "externalTrafficPolicy",
                    "externalIPs",
                    "healthCheckNodePort",
                    "publishNotReadyAddresses",
                    "allocateLoadBalancerNodePorts",
                    "loadBalancerIP",
                    "loadBalancerClass",
                    "loadBalancerSourceRanges",
                    "trafficDistribution");
            String type = spec.choice("type", "ClusterIP", TYPES);
            return new Service(metadata, type, addresses(spec), spec.list("ports", Service::port));
        });
        return read == null ? new Service(metadata, "ClusterIP", List.of(), List.of()) : read;
    }

    /** The list counts where it is written: its first item is the single field. */
    private static List<String> addresses(Fields spec) {
        String one = spec.text("clusterIP", TEXT, ADDRESS_EXPECTED);
        List<String> all = new ArrayList<>();
        spec.texts("clusterIPs").forEach(written -> add(written.text(), "clusterIPs", spec, all));
        List<String> single = new ArrayList<>();
        if (one != null) {
            add(one, "clusterIP", spec, single);
        }
        return all.isEmpty() ? single : all;
    }

    private static void add(String written, String field, Fields spec, List<String> to) {
        String address = written.equals(HEADLESS) ? written : IpAddress.canonical(written);
        if (address != null) {
            to.add(address);
        } else if (!written.isEmpty()) {
            spec.wrong(field, "invalid-value", written, ADDRESS_EXPECTED);
        }
    }

    private static ServicePort port(Fields fields) {
        // The slices tell which port the endpoints have.
        fields.ignore("nodePort", "targetPort");
        if (!fields.has("port")) {
            fields.missing("port", "a port number");
        }
        Integer port = fields.port("port");
        return new ServicePort(
                fields.text("name"),
                port == null ? 1 : port,
                fields.text("appProtocol"),
                fields.choice("protocol", "TCP", PROTOCOLS));
    }
}
