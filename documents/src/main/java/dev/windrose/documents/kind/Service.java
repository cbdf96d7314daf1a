package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Kubernetes Service: named ports whose endpoints come from EndpointSlices. */
public record Service(
        Metadata metadata, String type, @Nullable String externalName, List<ServicePort> ports) implements Document {
    private static final List<String> TYPES = List.of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName");

    public Service {
        ports = List.copyOf(ports);
    }

    /**
     * One port.
     *
     * @param name null when the only port is not named
     * @param targetPort port number at the endpoints, used where no slice tells it; null when named or not written
     * @param appProtocol what is spoken, such as {@code kubernetes.io/h2c}; null when not told
     */
    public record ServicePort(
            @Nullable String name,
            int port,
            @Nullable Integer targetPort,
            @Nullable String appProtocol) {}

    @Override
    public String kind() {
        return "Service";
    }

    public static Service read(Fields document) {
        Metadata metadata = Metadata.read(document, true);
        Service read = document.object("spec", spec -> {
            spec.ignore(
                    "clusterIP",
                    "clusterIPs",
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
            return new Service(metadata, type, spec.text("externalName"), spec.list("ports", Service::port));
        });
        return read == null ? new Service(metadata, "ClusterIP", null, List.of()) : read;
    }

    private static ServicePort port(Fields fields) {
        fields.ignore("protocol", "nodePort");
        if (!fields.has("port")) {
            fields.missing("port", "a port number");
        }
        Integer port = fields.port("port");
        return new ServicePort(
                fields.text("name"), port == null ? 1 : port, target(fields), fields.text("appProtocol"));
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
