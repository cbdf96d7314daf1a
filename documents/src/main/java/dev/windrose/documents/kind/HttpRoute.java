package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Fields.Texted;
import dev.windrose.documents.yaml.Position;
import dev.windrose.documents.yaml.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** HTTP rules that attach to listeners of their parents. Written {@code HTTPRoute}. */
public record HttpRoute(Metadata metadata, List<Ref> parentRefs, List<String> hostnames, List<Rule> rules)
        implements Document {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");
    private static final Pattern VALID_PATH =
            Pattern.compile("/|(?!.*(//|/\\./|/\\.\\./|%2[fF]|#))/[^?]*(?<!/\\.)(?<!/\\.\\.)");
    private static final List<String> TYPES = List.of("Exact", "PathPrefix", "RegularExpression");
    /** Reads the same as a path and as a regular expression. */
    private static final Pattern LITERAL = Pattern.compile("[-/\\w]*");

    private static final int HEAVIEST = 1_000_000;

    public HttpRoute {
        parentRefs = List.copyOf(parentRefs);
        hostnames = List.copyOf(hostnames);
        rules = List.copyOf(rules);
    }

    /**
     * One rule.
     *
     * @param matches empty matches every request
     * @param broken the first mistake outside the matches, or null; a broken rule answers 500
     * @param unmatchable why what it matches is not known at all, or null; what it was meant for must not go elsewhere
     */
    public record Rule(
            @Nullable String name,
            List<Match> matches,
            List<RouteFilter> filters,
            List<BackendRef> backendRefs,
            Timeouts timeouts,
            @Nullable String broken,
            @Nullable String unmatchable,
            Position at) {
        public Rule {
            matches = List.copyOf(matches);
            filters = List.copyOf(filters);
            backendRefs = List.copyOf(backendRefs);
        }
    }

    /** Time limits of a rule; null means not written. */
    public record Timeouts(
            @Nullable Duration request, @Nullable Duration backendRequest) {
        static final Timeouts NONE = new Timeouts(null, null);
    }

    /**
     * All parts must match; null parts were not written.
     *
     * @param broken the first mistake in it, or null; a broken match has the parts that could be read, so it covers at least what was meant
     */
    public record Match(
            @Nullable PathMatch path,
            @Nullable String method,
            List<ValueMatch> headers,
            List<ValueMatch> queryParams,
            @Nullable String broken,
            Position at) {
        public Match {
            headers = List.copyOf(headers);
            queryParams = List.copyOf(queryParams);
        }
    }

    /** {@code type} is {@code Exact}, {@code PathPrefix} or {@code RegularExpression}. */
    public record PathMatch(String type, String value, Position at) {}

    /** {@code type} is {@code Exact} or {@code RegularExpression}. */
    public record ValueMatch(String type, String name, String value, Position at) {}

    /** A weighted backend with filters of its own; {@code broken} is the first mistake in it, or null. */
    public record BackendRef(
            Ref ref,
            int weight,
            List<RouteFilter> filters,
            @Nullable String broken) {
        public BackendRef {
            filters = List.copyOf(filters);
        }
    }

    @Override
    public String kind() {
        return "HTTPRoute";
    }

    public static HttpRoute read(Fields document) {
        Metadata metadata = Metadata.read(document, true);
        HttpRoute read = document.object("spec", spec -> {
            spec.unsupported("useDefaultGateways");
            return new HttpRoute(
                    metadata,
                    spec.list("parentRefs", Ref::parent),
                    hostnames(spec),
                    spec.list("rules", HttpRoute::rule));
        });
        if (read == null && !document.has("spec")) {
            document.missing("spec", "parentRefs and rules");
        }
        return read == null ? new HttpRoute(metadata, List.of(), List.of(), List.of()) : read;
    }

    private static List<String> hostnames(Fields spec) {
        List<String> names = new ArrayList<>();
        for (Texted name : spec.texts("hostnames")) {
            if (Hostnames.valid(name.text())) {
                names.add(name.text());
            } else {
                spec.problems()
                        .error(
                                name.at(),
                                "invalid-hostname",
                                "spec.hostnames: " + name.text() + " (expected: " + Hostnames.EXPECTED + ")");
            }
        }
        return names;
    }

    private static Rule rule(Fields fields) {
        Problems problems = fields.problems();
        int start = problems.errors();
        List<Match> matches = fields.list("matches", HttpRoute::match);
        int before = problems.errors();
        String name = fields.text("name");
        List<RouteFilter> filters = fields.list("filters", RouteFilter::read);
        List<BackendRef> backends = fields.list("backendRefs", HttpRoute::backend);
        Timeouts timeouts = fields.object("timeouts", HttpRoute::timeouts);
        fields.unsupported("retry", "sessionPersistence");
        int inside = problems.errors();
        fields.end();
        // A rule with a misspelt "matches" must not match everything.
        boolean misspelt = problems.errors() > inside && !fields.has("matches");
        problems.contain(start);
        String unmatchable = null;
        if (misspelt || matches.size() < fields.count("matches")) {
            unmatchable = problems.firstErrorSince(misspelt ? inside : start);
        }
        return new Rule(
                name,
                matches,
                filters,
                backends,
                timeouts == null ? Timeouts.NONE : timeouts,
                problems.firstErrorSince(before),
                unmatchable,
                fields.at());
    }

    private static Timeouts timeouts(Fields fields) {
        Timeouts timeouts = new Timeouts(Durations.read(fields, "request"), Durations.read(fields, "backendRequest"));
        Duration request = timeouts.request();
        Duration backend = timeouts.backendRequest();
        if (request != null && backend != null && !request.isZero() && backend.compareTo(request) > 0) {
            fields.wrong("backendRequest", "invalid-value", "longer than request", "at most the time of request");
        }
        return timeouts;
    }

    private static Match match(Fields fields) {
        Problems problems = fields.problems();
        int before = problems.errors();
        String method = fields.choice("method", "", METHODS);
        PathMatch path = fields.object("path", HttpRoute::path);
        List<ValueMatch> headers = fields.list("headers", HttpRoute::value);
        List<ValueMatch> queryParams = fields.list("queryParams", HttpRoute::value);
        fields.end();
        return new Match(
                path,
                method.isEmpty() ? null : method,
                headers,
                queryParams,
                problems.firstErrorSince(before),
                fields.at());
    }

    /** Null if it cannot be read; with a mistake, what covers at least the paths that were meant. */
    private static @Nullable PathMatch path(Fields fields) {
        int before = fields.problems().errors();
        String type = fields.choice("type", "PathPrefix", TYPES);
        boolean typed = fields.problems().errors() == before;
        String value = fields.text("value", "/");
        boolean expression = type.equals("RegularExpression");
        if (!expression) {
            checkPath(fields, value);
        }
        fields.end();
        if (fields.problems().errors() == before) {
            return new PathMatch(type, value, fields.at("value"));
        }
        if (!fields.has("value")) {
            return null;
        }
        if (expression) {
            return new PathMatch(type, value, fields.at("value"));
        }
        String covering = covering(value, !typed);
        return covering == null ? null : new PathMatch("PathPrefix", covering, fields.at("value"));
    }

    /** The prefix that covers what a value with a mistake, or of an unknown type, can mean; null if there is none. */
    private static @Nullable String covering(String value, boolean maybeExpression) {
        String prefix = value.startsWith("/") ? value : "/" + value;
        if (maybeExpression && !LITERAL.matcher(prefix).matches()) {
            return null;
        }
        return VALID_PATH.matcher(prefix).matches() ? prefix : null;
    }

    private static void checkPath(Fields fields, String value) {
        if (!value.startsWith("/")) {
            fields.wrong("value", "invalid-path", value, "a path that starts with /");
        } else if (!VALID_PATH.matcher(value).matches()) {
            fields.wrong("value", "invalid-path", value, "a path without //, /./, /../, %2F or #");
        }
    }

    private static @Nullable ValueMatch value(Fields fields) {
        int before = fields.problems().errors();
        String type = fields.choice("type", "Exact", List.of("Exact", "RegularExpression"));
        String name = fields.required("name");
        if (!name.isEmpty() && !RouteFilter.TOKEN.matcher(name).matches()) {
            fields.wrong("name", "invalid-value", name, "a name of letters, digits and !#$%&'*+-.^_`|~");
        }
        String value = fields.required("value");
        fields.end();
        return fields.problems().errors() == before ? new ValueMatch(type, name, value, fields.at("value")) : null;
    }

    private static BackendRef backend(Fields fields) {
        Problems problems = fields.problems();
        int before = problems.errors();
        Ref ref = Ref.backend(fields);
        int weight = fields.integer("weight", 0, HEAVIEST, 1);
        List<RouteFilter> filters = fields.list("filters", RouteFilter::read);
        fields.end();
        return new BackendRef(ref, weight, filters, problems.firstErrorSince(before));
    }
}
