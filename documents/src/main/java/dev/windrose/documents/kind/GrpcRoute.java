package dev.windrose.documents.kind;

import dev.windrose.documents.kind.RouteRule.CallMatch;
import dev.windrose.documents.kind.RouteRule.Match;
import dev.windrose.documents.kind.RouteRule.ValueMatch;
import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rules for gRPC, which is POST to {@code /service/method} on the wire. Written {@code GRPCRoute}. */
public record GrpcRoute(Head head, List<RouteRule> rules) implements Route {
    private static final List<String> FILTERS =
            List.of("RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror", "ExtensionRef");
    private static final RuleReader RULES = new RuleReader(FILTERS, List.of(), GrpcRoute::match);
    private static final List<String> TYPES = List.of("Exact", "RegularExpression");
    private static final Pattern SERVICE = Pattern.compile("\\.?[A-Za-z_][A-Za-z_0-9]*(\\.[A-Za-z_][A-Za-z_0-9]*)*");
    private static final Pattern METHOD = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*");

    public GrpcRoute {
        rules = List.copyOf(rules);
    }

    @Override
    public String kind() {
        return "GRPCRoute";
    }

    @Override
    public int size() {
        return rules.size();
    }

    @Override
    public @Nullable Document spoiled(String why) {
        return head.isPlaced() ? new GrpcRoute(head.spoiled(why), RuleReader.atLeastOne(rules, why, metadata())) : null;
    }

    public static GrpcRoute read(Fields document) {
        Metadata metadata = Metadata.read(document, true);
        GrpcRoute read =
                document.object("spec", spec -> new GrpcRoute(Head.read(metadata, spec, true), RULES.all(spec)));
        if (read == null && !document.has("spec")) {
            document.missing("spec", "parentRefs and rules");
        }
        return read == null ? new GrpcRoute(Head.empty(metadata), List.of()) : read;
    }

    private static Match match(Fields fields) {
        Problems problems = fields.problems();
        int before = problems.errors();
        CallMatch call = fields.object("method", GrpcRoute::method);
        List<ValueMatch> headers = new ArrayList<>(fields.list("headers", HttpMatches::value));
        fields.end();
        return new Match(null, call, "POST", headers, List.of(), problems.firstErrorSince(before), fields.at());
    }

    /** Null matches all, as it does when what was meant cannot be read. */
    private static @Nullable CallMatch method(Fields fields) {
        int before = fields.problems().errors();
        String type = fields.choice("type", "Exact", TYPES);
        boolean exact = type.equals("Exact");
        String service =
                exact ? fields.text("service", SERVICE, "a service such as shop.v1.Orders") : fields.text("service");
        String method = exact ? fields.text("method", METHOD, "a method such as GetOrder") : fields.text("method");
        if (service == null && method == null && !fields.has("service") && !fields.has("method")) {
            fields.missing("service", "a service, a method, or both");
        }
        fields.end();
        return fields.problems().errors() == before ? new CallMatch(!exact, service, method, fields.at()) : null;
    }
}
