package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Fields.Texted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Addresses behind a Service, which the label {@code kubernetes.io/service-name} names. */
public record EndpointSlice(Metadata metadata, List<Endpoint> endpoints, List<SlicePort> ports) implements Document {
    private static final List<String> ADDRESS_TYPES = List.of("IPv4", "IPv6", "FQDN");

    public EndpointSlice {
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
    }

    /**
     * One endpoint; all its addresses are the same. Not told means ready, as the Kubernetes API defines it.
     *
     * @param draining still serves, but ends soon: takes no new clients
     */
    public record Endpoint(List<Texted> addresses, boolean ready, boolean draining) {
        public Endpoint {
            addresses = List.copyOf(addresses);
        }
    }

    /** A port of all endpoints; its name is that of the Service's port, empty when that has none. */
    public record SlicePort(String name, int port) {}

    @Override
    public String kind() {
        return "EndpointSlice";
    }

    /** The Service that this belongs to, or null when no label tells. */
    public @Nullable String service() {
        return metadata.labels().get("kubernetes.io/service-name");
    }

    public static EndpointSlice read(Fields document) {
        Metadata metadata = Metadata.read(document, true);
        document.choice("addressType", "IPv4", ADDRESS_TYPES);
        EndpointSlice slice = new EndpointSlice(
                metadata,
                document.list("endpoints", EndpointSlice::endpoint),
                document.list("ports", EndpointSlice::port));
        if (slice.service() == null) {
            document.missing("metadata.labels", "the label kubernetes.io/service-name");
        }
        return slice;
    }

    private static Endpoint endpoint(Fields fields) {
        fields.ignore("hostname", "nodeName", "targetRef", "zone", "hints", "deprecatedTopology");
        List<Texted> addresses = fields.texts("addresses");
        Endpoint read = fields.object("conditions", conditions -> {
            boolean ready = conditions.flag("ready", true);
            boolean serving = conditions.flag("serving", ready);
            boolean terminating = conditions.flag("terminating", false);
            return new Endpoint(addresses, ready, !ready && serving && terminating);
        });
        return read == null ? new Endpoint(addresses, true, false) : read;
    }

    private static SlicePort port(Fields fields) {
        fields.ignore("protocol", "appProtocol");
        if (!fields.has("port")) {
            fields.missing("port", "a port number");
        }
        Integer port = fields.port("port");
        return new SlicePort(fields.text("name", ""), port == null ? 1 : port);
    }
}
