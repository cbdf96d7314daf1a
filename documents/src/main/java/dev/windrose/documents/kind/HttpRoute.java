package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import java.util.List;

/** HTTP rules. Written {@code HTTPRoute}. */
public record HttpRoute(
        Metadata metadata, List<Ref> parentRefs, List<String> hostnames, List<RouteRule> rules, boolean byDefault)
        implements Route {
    private static final List<String> FILTERS = List.of(
            "RequestHeaderModifier",
            "ResponseHeaderModifier",
            "RequestMirror",
            "RequestRedirect",
            "URLRewrite",
            "CORS",
            "ExternalAuth",
            "ExtensionRef");
    private static final RuleReader RULES = new RuleReader(FILTERS, HttpMatches::read);

    public HttpRoute {
        parentRefs = List.copyOf(parentRefs);
        hostnames = List.copyOf(hostnames);
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

    public static HttpRoute read(Fields document) {
        Metadata metadata = Metadata.read(document, true);
        HttpRoute read = document.object(
                "spec",
                spec -> new HttpRoute(
                        metadata,
                        spec.list("parentRefs", Ref::parent),
                        Hostnames.list(spec),
                        spec.list("rules", RULES::read),
                        Ref.byDefault(spec)));
        if (read == null && !document.has("spec")) {
            document.missing("spec", "parentRefs and rules");
        }
        return read == null ? new HttpRoute(metadata, List.of(), List.of(), List.of(), false) : read;
    }
}
