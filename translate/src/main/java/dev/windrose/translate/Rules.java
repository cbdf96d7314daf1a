package dev.windrose.translate;

import dev.windrose.documents.kind.HttpRoute;
import dev.windrose.documents.kind.HttpRoute.BackendRef;
import dev.windrose.documents.kind.HttpRoute.Match;
import dev.windrose.documents.kind.HttpRoute.Rule;
import dev.windrose.documents.kind.HttpRoute.Timeouts;
import dev.windrose.documents.yaml.Position;
import dev.windrose.model.Destination;
import dev.windrose.model.Destination.Share;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.RouteId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteMatch.PathMatch;
import dev.windrose.model.RouteMatch.ValueMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTimeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Translates the rules of one route. A bad rule answers 500; the others never notice. */
final class Rules {
    private final HttpRoute route;
    private final Backends backends;
    private final Draft draft;
    private final RouteIssues issues;
    private final Filters filters;
    private final String home;

    Rules(HttpRoute route, Backends backends, Draft draft, RouteIssues issues) {
        this.route = route;
        this.backends = backends;
        this.draft = draft;
        this.issues = issues;
        this.home = route.metadata().namespace();
        this.filters = new Filters(backends, draft, issues, home);
    }

    List<RouteSpec> translate() {
        List<RouteSpec> specs = new ArrayList<>();
        List<RouteSpec> last = new ArrayList<>();
        for (int index = 0; index < route.rules().size(); index++) {
            issues.startRule();
            Rule rule = route.rules().get(index);
            RouteId id = new RouteId(route.metadata().key() + "/" + index);
            List<Match> sound = new ArrayList<>();
            for (Match match : rule.matches()) {
                String mistake = mistake(match);
                if (mistake == null) {
                    sound.add(match);
                } else {
                    RouteMatch covering = covering(match);
                    fail(covering.equals(RouteMatch.ANY) ? last : specs, id, List.of(covering), mistake, rule);
                }
            }
            String unmatchable = rule.unmatchable();
            if (unmatchable != null) {
                fail(last, id, List.of(RouteMatch.ANY), unmatchable, rule);
            }
            if (!sound.isEmpty() || (rule.matches().isEmpty() && unmatchable == null)) {
                rule(specs, id, rule, sound);
            } else {
                rule.backendRefs().forEach(ref -> share(ref, sound));
            }
        }
        specs.addAll(last);
        return specs;
    }

    /** What a rule cannot take as its author meant is answered with 500: it must not fall to a more general rule. */
    private void fail(List<RouteSpec> specs, RouteId id, List<RouteMatch> matches, String why, Rule rule) {
        issues.reject("UnsupportedValue", why);
        Destination fail = new Destination.Fail(500, why);
        specs.add(new RouteSpec(
                id, matches, List.of(), fail, RouteTimeouts.NONE, rule.at().toString()));
    }

    private void rule(List<RouteSpec> specs, RouteId id, Rule rule, List<Match> sound) {
        List<RouteMatch> matches = sound.isEmpty()
                ? List.of(RouteMatch.ANY)
                : sound.stream().map(Rules::match).toList();
        String broken = first(rule.broken(), route.broken());
        if (broken != null) {
            checkRest(rule, sound);
            fail(specs, id, matches, broken, rule);
            return;
        }
        List<FilterSpec> own = filters.translate(rule.filters(), sound);
        specs.add(new RouteSpec(
                id,
                matches,
                own,
                destination(rule, own, sound),
                timeouts(rule.timeouts()),
                rule.at().toString()));
    }

    /** Reports what else is wrong with a rule that fails anyhow, so that all mistakes are seen at once. */
    private void checkRest(Rule rule, List<Match> sound) {
        if (rule.broken() == null) {
            filters.translate(rule.filters(), sound);
        }
        rule.backendRefs().forEach(ref -> share(ref, sound));
    }

    private static RouteTimeouts timeouts(Timeouts written) {
        return new RouteTimeouts(orNone(written.request()), orNone(written.backendRequest()));
    }

    private static Duration orNone(@Nullable Duration written) {
        return written == null ? Duration.ZERO : written;
    }

    /** What is wrong with a match, or null. Each expression is tried, so that each mistake is reported. */
    private @Nullable String mistake(Match match) {
        String mistake = match.broken();
        HttpRoute.PathMatch path = match.path();
        if (path != null && path.type().equals("RegularExpression")) {
            mistake = first(mistake, report(path.value(), path.at()));
        }
        List<HttpRoute.ValueMatch> values = new ArrayList<>(match.headers());
        values.addAll(match.queryParams());
        for (HttpRoute.ValueMatch value : values) {
            if (value.type().equals("RegularExpression")) {
                mistake = first(mistake, report(value.value(), value.at()));
            }
        }
        return mistake;
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        return one == null ? other : one;
    }

    private @Nullable String report(String expression, Position at) {
        String why = Expressions.mistake(expression);
        if (why != null) {
            draft.error(at, "invalid-regex", why);
        }
        return why;
    }

    /** A match of at least what a match with a mistake was meant for: its parts that are sound. */
    private static RouteMatch covering(Match written) {
        HttpRoute.PathMatch path = written.path();
        boolean sound =
                path != null && (!path.type().equals("RegularExpression") || Expressions.mistake(path.value()) == null);
        return match(new Match(
                sound ? path : null,
                written.method(),
                written.headers().stream().filter(Rules::isSound).toList(),
                written.queryParams().stream().filter(Rules::isSound).toList(),
                written.broken(),
                written.at()));
    }

    private static boolean isSound(HttpRoute.ValueMatch value) {
        return value.type().equals("Exact") || Expressions.mistake(value.value()) == null;
    }

    private static RouteMatch match(Match written) {
        HttpRoute.PathMatch path = written.path();
        return new RouteMatch(
                path == null ? new PathMatch.Prefix("/") : path(path),
                written.method(),
                written.headers().isEmpty() ? List.of() : firstOfEach(written.headers(), true),
                firstOfEach(written.queryParams(), false));
    }

    private static PathMatch path(HttpRoute.PathMatch written) {
        return switch (written.type()) {
            case "Exact" -> new PathMatch.Exact(written.value());
            case "RegularExpression" -> new PathMatch.Regex(written.value());
            default -> new PathMatch.Prefix(written.value());
        };
    }

    /** Of entries with one name only the first counts. Header names have no case. */
    private static List<ValueMatch> firstOfEach(List<HttpRoute.ValueMatch> written, boolean lower) {
        Set<String> seen = new LinkedHashSet<>();
        List<ValueMatch> values = new ArrayList<>();
        for (HttpRoute.ValueMatch value : written) {
            String name = lower ? value.name().toLowerCase(Locale.ROOT) : value.name();
            if (seen.add(name)) {
                ValueMatch.Kind kind = value.type().equals("Exact") ? ValueMatch.Kind.EXACT : ValueMatch.Kind.REGEX;
                values.add(new ValueMatch(name, kind, value.value()));
            }
        }
        return values;
    }

    private Destination destination(Rule rule, List<FilterSpec> specs, List<Match> sound) {
        boolean answered =
                specs.stream().anyMatch(spec -> spec instanceof FilterSpec.Redirect || spec instanceof FilterSpec.Deny);
        if (rule.backendRefs().isEmpty() && !answered) {
            draft.warning(
                    rule.at(),
                    "no-backend",
                    "rule " + route.rules().indexOf(rule) + ": backendRefs missing, it answers 500");
        }
        if (rule.backendRefs().isEmpty()) {
            return new Destination.Fail(500, answered ? "answered by a filter" : "the rule has no backendRefs");
        }
        List<Share> shares =
                rule.backendRefs().stream().map(ref -> share(ref, sound)).toList();
        Share first = shares.getFirst();
        boolean alone =
                shares.size() == 1 && first.weight() > 0 && first.filters().isEmpty();
        return alone ? first.destination() : new Destination.Weighted(shares);
    }

    private Share share(BackendRef written, List<Match> sound) {
        String broken = written.broken();
        if (broken != null) {
            return new Share(written.weight(), new Destination.Fail(500, broken), List.of());
        }
        Backends.Found found = backends.find(written.ref(), home);
        Unresolved problem = found.problem();
        if (found.id() == null || problem != null) {
            issues.unresolved(problem);
            String why = problem == null ? "not found" : problem.message();
            return new Share(written.weight(), new Destination.Fail(500, why), List.of());
        }
        List<FilterSpec> own = filters.translate(written.filters(), sound);
        return new Share(written.weight(), new Destination.To(found.id()), own);
    }
}
