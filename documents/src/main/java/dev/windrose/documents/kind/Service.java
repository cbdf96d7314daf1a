package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Fields.Texted;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes Service: named ports whose endpoints come from EndpointSlices.
 *
 * @param clusterIps its own addresses; {@code None} alone for a headless one, empty when they are not told
 */
public record Service(
        Metadata metadata, String type, @Nullable String externalName, List<String> clusterIps, List<ServicePort> ports)
        implements Document {
    private static final List<String> TYPES = List.of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName");
    static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
    private static final String HEADLESS = "None";
    private static final String ADDRESS_EXPECTED = "an IP address or None";
    private static final Pattern ADDRESS =
            Pattern.compile("|" + HEADLESS + "|[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    public Service {
        clusterIps = List.copyOf(clusterIps);
        ports = List.copyOf(ports);
    }

    /**
     * One port.
     *
     * @param name null when the only port is not named
     * @param targetPort port number at the endpoints, used where no slice tells it; null when named or not written
     * @param appProtocol what is spoken, such as {@code kubernetes.io/h2c}; null when not told
     * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}
     */
    public record ServicePort(
            @Nullable String name,
            int port,
            @Nullable Integer targetPort,
            @Nullable String appProtocol,
            String protocol) {}

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
            return new Service(
                    metadata, type, spec.text("externalName"), addresses(spec), spec.list("ports", Service::port));
        });
        return read == null ? new Service(metadata, "ClusterIP", null, List.of(), List.of()) : read;
    }

    /** The list counts where it is written: its first item is the single field. */
    private static List<String> addresses(Fields spec) {
        String one = spec.text("clusterIP", ADDRESS, ADDRESS_EXPECTED);
        List<String> all = new ArrayList<>();
        for (Texted written : spec.texts("clusterIPs")) {
            if (ADDRESS.matcher(written.text()).matches()) {
                all.add(written.text());
            } else {
                spec.wrong("clusterIPs", "invalid-value", written.text(), ADDRESS_EXPECTED);
            }
        }
        if (all.isEmpty() && one != null) {
            all.add(one);
        }
        all.removeIf(String::isEmpty);
        return all;
    }

    private static ServicePort port(Fields fields) {
        fields.ignore("nodePort");
        if (!fields.has("port")) {
            fields.missing("port", "a port number");
        }
        Integer port = fields.port("port");
        return new ServicePort(
                fields.text("name"),
                port == null ? 1 : port,
                target(fields),
                fields.text("appProtocol"),
                fields.choice("protocol", "TCP", PROTOCOLS));
    }

    /** A named target port is looked up in the slices, by the service port's name. */
    private static @Nullable Integer target(Fields fields) {
        return fields.isNumber("targetPort") ? fields.port("targetPort") : named(fields);
    }

    private static @Nullable Integer named(Fields fields) {
        fields.ignore("targetPort");
        return null;
    }
}
