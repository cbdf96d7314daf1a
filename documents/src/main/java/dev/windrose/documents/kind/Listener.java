package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Position;
import dev.windrose.documents.yaml.Problems;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One listener of a Gateway or ListenerSet.
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
        Position at) {
    /** One listener with all that an API server asks for, which is more than files need. */
    static final String EXAMPLE = "listeners: [{name: http, port: 8080, protocol: HTTP}]";

    /** In one Gateway or ListenerSet, as their definitions have it. */
    static final int MOST = 64;

    private static final Pattern SECTION = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final List<String> MODES = List.of("Terminate", "Passthrough");

    /** TLS of a listener. */
    public record Tls(String mode, List<Ref> certificateRefs) {
        public Tls {
            certificateRefs = List.copyOf(certificateRefs);
        }
    }

    /**
     * Which routes may attach.
     *
     * @param kinds empty for all that the protocol supports
     */
    public record AllowedRoutes(Namespaces namespaces, List<RouteKind> kinds) {
        static final AllowedRoutes SAME = new AllowedRoutes(Namespaces.SAME, List.of());

        public AllowedRoutes {
            kinds = List.copyOf(kinds);
        }
    }

    /** A kind of route. */
    public record RouteKind(String group, String kind) {}

    static Listener read(Fields fields) {
        Problems problems = fields.problems();
        int before = problems.errors();
        String name = fields.text("name", SECTION, "lower-case letters, digits, - and .");
        if (!fields.has("port")) {
            fields.missing("port", "a port number");
        }
        Integer port = fields.port("port");
        String protocol = fields.text("protocol", fields.has("tls") ? "HTTPS" : "HTTP");
        String hostname = Hostnames.read(fields, "hostname");
        Tls tls = fields.object("tls", Listener::tls);
        AllowedRoutes allowed = fields.object("allowedRoutes", Listener::allowed);
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
        return new Tls(fields.choice("mode", "Terminate", MODES), fields.list("certificateRefs", Ref::object));
    }

    private static AllowedRoutes allowed(Fields fields) {
        List<RouteKind> kinds = fields.list(
                "kinds", k -> new RouteKind(k.text("group", "gateway.networking.k8s.io"), k.required("kind")));
        return new AllowedRoutes(Namespaces.read(fields, "Same"), kinds);
    }
}
