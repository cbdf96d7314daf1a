package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HTTP rules. Written {@code HTTPRoute}. */
public record HttpRoute(Head head, List<RouteRule> rules) implements Route {
    private static final List<String> FILTERS = List.of(
            "RequestHeaderModifier",
            "ResponseHeaderModifier",
            "RequestMirror",
            "RequestRedirect",
            "URLRewrite",
            "CORS",
            "ExternalAuth",
            "ExtensionRef");
    private static final RuleReader RULES = new RuleReader(FILTERS, List.of("timeouts", "retry"), HttpMatches::read);

    public HttpRoute {
        rules = List.copyOf(rules);
    }

    @Override
    public String kind() {
        return "HTTPRoute";
    }

    @Override
    public int size() {
        return rules.size();
    }

    @Override
    public @Nullable Document spoiled(String why) {
        return head.isPlaced() ? new HttpRoute(head.spoiled(why), RuleReader.atLeastOne(rules, why, metadata())) : null;
    }

    public static HttpRoute read(Fields document) {
        Metadata metadata = Metadata.read(document, true);
        HttpRoute read = document.object("spec", spec -> new HttpRoute(Head.read(metadata, spec, true), rules(spec)));
        if (read == null && !document.has("spec")) {
            document.missing("spec", "parentRefs and rules");
        }
        return read == null ? new HttpRoute(Head.empty(metadata), List.of()) : read;
    }

    /** Without rules it has the one that an API server puts in, for every request: what its hostnames name goes to no other route. */
    private static List<RouteRule> rules(Fields spec) {
        List<RouteRule> written = RULES.all(spec);
        if (!spec.has("rules")) {
            return List.of(RouteRule.ofAll(spec.at()));
        }
        if (spec.count("rules") == 0) {
            spec.wrong("rules", "invalid-value", "[]", "at least one rule, or no field rules");
        }
        return written;
    }
}
