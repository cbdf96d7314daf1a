package dev.windrose.documents.kind;

import dev.windrose.documents.kind.RouteRule.BackendRef;
import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Position;
import dev.windrose.documents.yaml.Problems;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where connections or datagrams go, told apart by nothing but the listener and, for TLS, the server name.
 *
 * @param kind {@code TLSRoute}, {@code TCPRoute} or {@code UDPRoute}
 */
public record StreamRoute(String kind, Head head, List<Rule> rules) implements Route {
    public StreamRoute {
        rules = List.copyOf(rules);
    }

    /** One rule; {@code broken} is its first mistake, or null. */
    public record Rule(
            @Nullable String name,
            List<BackendRef> backendRefs,
            @Nullable String broken,
            Position at) {
        public Rule {
            backendRefs = List.copyOf(backendRefs);
        }
    }

    @Override
    public int size() {
        return rules.size();
    }

    public static StreamRoute tls(Fields document) {
        return read("TLSRoute", document);
    }

    public static StreamRoute tcp(Fields document) {
        return read("TCPRoute", document);
    }

    public static StreamRoute udp(Fields document) {
        return read("UDPRoute", document);
    }

    private static StreamRoute read(String kind, Fields document) {
        Metadata metadata = Metadata.read(document, true);
        StreamRoute read = document.object(
                "spec",
                spec -> new StreamRoute(
                        kind,
                        Head.read(metadata, spec, kind.equals("TLSRoute")),
                        spec.list("rules", StreamRoute::rule)));
        if (read == null && !document.has("spec")) {
            document.missing(
                    "spec", kind.equals("TLSRoute") ? "parentRefs, hostnames and rules" : "parentRefs and rules");
        }
        return read == null ? new StreamRoute(kind, Head.empty(metadata), List.of()) : read;
    }

    @Override
    public @Nullable Document spoiled(String why) {
        return head.isPlaced() ? new StreamRoute(kind, head.spoiled(why), rules) : null;
    }

    private static Rule rule(Fields fields) {
        Problems problems = fields.problems();
        int before = problems.errors();
        String name = fields.text("name");
        List<BackendRef> backends = fields.list("backendRefs", RuleReader::plainBackend);
        fields.end();
        problems.contain(before);
        return new Rule(name, backends, problems.firstErrorSince(before), fields.at());
    }
}
