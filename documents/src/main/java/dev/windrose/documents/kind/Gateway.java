package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Position;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Listeners that routes attach to.
 *
 * @param className null when omitted, as files may
 * @param addresses those that are asked for
 * @param allowedListeners from where ListenerSets may add listeners
 * @param frontend what is asked of clients' certificates, by port; port 0 is for all others
 * @param clientCertificate what endpoints are shown that are reached by TLS, or null
 * @param takesDefaults whether routes that use default gateways attach
 * @param broken the first mistake outside the listeners, or null; no listener of a broken gateway is run
 */
public record Gateway(
        Metadata metadata,
        @Nullable String className,
        List<Listener> listeners,
        List<Address> addresses,
        Namespaces allowedListeners,
        Infrastructure infrastructure,
        Map<Integer, ClientValidation> frontend,
        @Nullable Ref clientCertificate,
        boolean takesDefaults,
        @Nullable String broken)
        implements Document {
    public Gateway {
        listeners = List.copyOf(listeners);
        addresses = List.copyOf(addresses);
        frontend = Map.copyOf(frontend);
    }

    /** An address; {@code type} is {@code IPAddress}, {@code Hostname} or one with a domain, {@code value} is empty for any of that type. */
    public record Address(String type, String value, Position at) {}

    /** What the objects made for a gateway carry; {@code parameters} is null when there are none. */
    public record Infrastructure(
            Map<String, String> labels,
            Map<String, String> annotations,
            @Nullable Ref parameters) {
        static final Infrastructure NONE = new Infrastructure(Map.of(), Map.of(), null);

        public Infrastructure {
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
        }
    }

    /** How clients' certificates are checked; {@code required} false lets in who has none or a wrong one. */
    public record ClientValidation(List<Ref> caCertificateRefs, boolean required, Position at) {
        public ClientValidation {
            caCertificateRefs = List.copyOf(caCertificateRefs);
        }
    }

    @Override
    public String kind() {
        return "Gateway";
    }

    @Override
    public boolean isBroken() {
        return broken != null || listeners.stream().anyMatch(listener -> listener.broken() != null);
    }

    /** Null for a gateway without a name or a listener, of which there is nothing more to say. */
    @Override
    public @Nullable Document spoiled(String why) {
        return metadata.name().isEmpty() || listeners.isEmpty()
                ? null
                : new Gateway(
                        metadata,
                        className,
                        listeners,
                        addresses,
                        allowedListeners,
                        infrastructure,
                        frontend,
                        clientCertificate,
                        takesDefaults,
                        why);
    }

    public static Gateway read(Fields document) {
        Metadata metadata = Metadata.read(document, true);
        Gateway read = document.object("spec", spec -> GatewayReader.read(metadata, spec));
        if (read == null && !document.has("spec")) {
            document.missing("spec", "spec: {gatewayClassName: windrose, " + Listener.EXAMPLE + "}");
        }
        return read == null ? GatewayReader.empty(metadata) : read;
    }
}
