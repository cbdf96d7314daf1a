package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Position;
import dev.windrose.documents.yaml.Problems;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Listeners that routes attach to.
 *
 * @param className null when omitted, as files may
 * @param broken the first mistake outside the listeners, or null; no listener of a broken gateway is run
 */
public record Gateway(
        Metadata metadata,
        @Nullable String className,
        List<Listener> listeners,
        @Nullable String broken) implements Document {
    private static final Pattern SECTION = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final List<String> MODES = List.of("Terminate", "Passthrough");

    public Gateway {
        listeners = List.copyOf(listeners);
    }

    /**
     * One listener.
     *
     * @param protocol as written, such as {@code HTTPS}; {@code HTTP} when omitted
     * @param tls null when omitted
     * @param broken the first mistake in it, or null; a broken listener is not run
     */
    public record Listener(
            String name,
            @Nullable String hostname,
            int port,
            String protocol,
            @Nullable Tls tls,
            AllowedRoutes allowed,
            @Nullable String broken,
            Position at) {}

    /** TLS of a listener. */
    public record Tls(String mode, List<Ref> certificateRefs) {
        public Tls {
            certificateRefs = List.copyOf(certificateRefs);
        }
    }

    /**
     * Which routes may attach.
     *
     * @param from {@code All}, {@code Same}, {@code Selector} or {@code None}
     * @param kinds empty for all that the protocol supports
     */
    public record AllowedRoutes(String from, @Nullable LabelSelector selector, List<RouteKind> kinds) {
        static final AllowedRoutes SAME = new AllowedRoutes("Same", null, List.of());

        public AllowedRoutes {
            kinds = List.copyOf(kinds);
        }
    }

    /** A kind of route. */
    public record RouteKind(String group, String kind) {}

    @Override
    public String kind() {
        return "Gateway";
    }

    /** Null for a gateway without a name or a listener, of which there is nothing more to say. */
    @Override
    public @Nullable Document spoiled(String why) {
        return metadata.name().isEmpty() || listeners.isEmpty()
                ? null
                : new Gateway(metadata, className, listeners, why);
    }

    public static Gateway read(Fields document) {
        Metadata metadata = Metadata.read(document, true);
        Gateway read = document.object("spec", spec -> {
            spec.ignore("addresses", "infrastructure");
            spec.unsupported("allowedListeners", "tls", "defaultScope");
            if (!spec.has("listeners")) {
                spec.missing("listeners", "listeners: [{name: http, port: 8080}]");
            }
            return new Gateway(
                    metadata, spec.text("gatewayClassName"), spec.list("listeners", Gateway::listener), null);
        });
        if (read == null && !document.has("spec")) {
            document.missing("spec", "spec: {listeners: [{name: http, port: 8080}]}");
        }
        return read == null ? new Gateway(metadata, null, List.of(), null) : read;
    }

    private static Listener listener(Fields fields) {
        Problems problems = fields.problems();
        int before = problems.errors();
        String name = fields.text("name", SECTION, "lower-case letters, digits, - and .");
        if (!fields.has("port")) {
            fields.missing("port", "a port number");
        }
        Integer port = fields.port("port");
        String protocol = fields.text("protocol", fields.has("tls") ? "HTTPS" : "HTTP");
        String hostname = Hostnames.read(fields, "hostname");
        Tls tls = fields.object("tls", Gateway::tls);
        AllowedRoutes allowed = fields.object("allowedRoutes", Gateway::allowed);
        fields.end();
        problems.contain(before);
        return new Listener(
                name == null ? "listener-" + port : name,
                hostname,
                port == null ? 0 : port,
                protocol,
                tls,
                allowed == null ? AllowedRoutes.SAME : allowed,
                problems.firstErrorSince(before),
                fields.at());
    }

    private static Tls tls(Fields fields) {
        fields.ignore("options");
        fields.unsupported("frontendValidation");
        return new Tls(fields.choice("mode", "Terminate", MODES), fields.list("certificateRefs", Ref::object));
    }

    private static AllowedRoutes allowed(Fields fields) {
        List<RouteKind> kinds = fields.list(
                "kinds", k -> new RouteKind(k.text("group", "gateway.networking.k8s.io"), k.required("kind")));
        AllowedRoutes spaces = fields.object("namespaces", n -> {
            String from = n.choice("from", "Same", List.of("Same", "All", "Selector", "None"));
            return new AllowedRoutes(from, n.object("selector", LabelSelector::read), kinds);
        });
        return spaces == null ? new AllowedRoutes("Same", null, kinds) : spaces;
    }
}
