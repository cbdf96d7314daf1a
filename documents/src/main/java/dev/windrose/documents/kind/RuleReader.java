package dev.windrose.documents.kind;

import dev.windrose.documents.kind.RouteRule.BackendRef;
import dev.windrose.documents.kind.RouteRule.Match;
import dev.windrose.documents.kind.RouteRule.Retry;
import dev.windrose.documents.kind.RouteRule.Session;
import dev.windrose.documents.kind.RouteRule.Timeouts;
import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.documents.yaml.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the rules of HTTPRoutes and GRPCRoutes. */
final class RuleReader {
    private static final int HEAVIEST = 1_000_000;
    private static final int MOST_ATTEMPTS = 100;

    private final List<String> filters;
    private final List<String> optional;
    private final Function<Fields, Match> matches;

    /** {@code filters} are the types that the kind of route knows, {@code optional} the fields of a rule that not every kind has. */
    RuleReader(List<String> filters, List<String> optional, Function<Fields, Match> matches) {
        this.filters = filters;
        this.optional = optional;
        this.matches = matches;
    }

    /** All rules, with one more for those that cannot be read at all. */
    List<RouteRule> all(Fields spec) {
        Problems problems = spec.problems();
        int before = problems.errors();
        List<RouteRule> rules = new ArrayList<>(spec.list("rules", this::read));
        String why = problems.firstErrorSince(before);
        if (rules.size() < spec.count("rules") && why != null) {
            rules.add(RouteRule.unreadable(why, spec.at("rules")));
        }
        once(rules, problems);
        return rules;
    }

    /** An API server refuses a name that two rules have. Nothing is led by it, so that both rules go on. */
    private static void once(List<RouteRule> rules, Problems problems) {
        int before = problems.errors();
        Set<String> names = new HashSet<>();
        for (RouteRule rule : rules) {
            String name = rule.name();
            if (name != null && !names.add(name)) {
                problems.error(
                        rule.at(), "duplicate-value", "name: " + name + " (expected: a name that no other rule has)");
            }
        }
        problems.contain(before);
    }

    static List<RouteRule> atLeastOne(List<RouteRule> rules, String why, Metadata metadata) {
        return rules.isEmpty() ? List.of(RouteRule.unreadable(why, metadata.at())) : rules;
    }

    private RouteRule read(Fields fields) {
        Problems problems = fields.problems();
        int start = problems.errors();
        List<Match> read = fields.list("matches", matches);
        int before = problems.errors();
        String name = fields.text("name");
        List<RouteFilter> own = fields.list("filters", this::filter);
        List<BackendRef> backends = fields.list("backendRefs", this::backend);
        Timeouts timeouts = optional(fields, "timeouts", RuleReader::timeouts);
        Retry retry = optional(fields, "retry", RuleReader::retry);
        Session session = fields.object("sessionPersistence", RuleReader::session);
        int inside = problems.errors();
        fields.end();
        // A rule with a misspelt "matches" must not match everything.
        boolean misspelt = problems.errors() > inside && !fields.has("matches");
        problems.contain(start);
        String unmatchable = null;
        if (misspelt || read.size() < fields.count("matches")) {
            unmatchable = problems.firstErrorSince(misspelt ? inside : start);
        }
        return new RouteRule(
                name,
                read,
                own,
                backends,
                timeouts == null ? Timeouts.NONE : timeouts,
                retry,
                session,
                problems.firstErrorSince(before),
                unmatchable,
                fields.at());
    }

    /** What the kind does not have stays unread, so that it is an unknown field. */
    private <T> @Nullable T optional(Fields fields, String field, Function<Fields, T> reader) {
        return optional.contains(field) ? fields.object(field, reader) : null;
    }

    private RouteFilter filter(Fields fields) {
        return RouteFilter.read(fields, filters);
    }

    private BackendRef backend(Fields fields) {
        Problems problems = fields.problems();
        int before = problems.errors();
        Ref ref = Ref.backend(fields);
        int weight = weight(fields);
        List<RouteFilter> own = fields.list("filters", this::filter);
        fields.end();
        return new BackendRef(ref, weight, own, problems.firstErrorSince(before));
    }

    /** A backend of a route that carries bytes or datagrams. */
    static BackendRef plainBackend(Fields fields) {
        Problems problems = fields.problems();
        int before = problems.errors();
        Ref ref = Ref.backend(fields);
        int weight = weight(fields);
        fields.end();
        return new BackendRef(ref, weight, List.of(), problems.firstErrorSince(before));
    }

    private static int weight(Fields fields) {
        return fields.integer("weight", 0, HEAVIEST, 1);
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

    private static Retry retry(Fields fields) {
        return new Retry(fields.integers("codes", 400, 599), attempts(fields), Durations.read(fields, "backoff"));
    }

    /** The definition of the kind has no upper limit. */
    private static @Nullable Integer attempts(Fields fields) {
        Integer written = fields.integer("attempts", 1, Integer.MAX_VALUE);
        if (written == null || written <= MOST_ATTEMPTS) {
            return written;
        }
        fields.problems()
                .add(Problem.warning(
                        fields.at("attempts"),
                        "value-capped",
                        "retry.attempts: " + written + " (at most " + MOST_ATTEMPTS + " are made)"));
        return MOST_ATTEMPTS;
    }

    static Session session(Fields fields) {
        Duration timeout = Durations.read(fields, "absoluteTimeout");
        String type = fields.choice("type", "Cookie", List.of("Cookie", "Header"));
        @Nullable
        String lifetime = fields.object(
                "cookieConfig", c -> c.choice("lifetimeType", "Session", List.of("Session", "Permanent")));
        boolean permanent = "Permanent".equals(lifetime);
        if (permanent && timeout == null) {
            fields.missing("absoluteTimeout", "a duration such as 24h, because the cookie is permanent");
        }
        return new Session(type, name(fields), timeout, permanent && timeout != null, fields.at());
    }

    /** The definition of the kind allows any text, and that the name is not the one of the cookie or header. */
    private static @Nullable String name(Fields fields) {
        String name = fields.text("sessionName");
        if (name == null || RouteFilter.TOKEN.matcher(name).matches()) {
            return name;
        }
        fields.problems()
                .add(Problem.warning(
                        fields.at("sessionName"),
                        "name-replaced",
                        "sessionName: " + name
                                + " (no name of a cookie or header, another is taken; letters, digits and !#$%&'*+-.^_`|~"
                                + " stay)"));
        return null;
    }
}
