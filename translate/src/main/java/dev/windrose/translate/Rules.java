package dev.windrose.translate;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
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
import java.util.Objects;
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
        for (int index = 0; index < route.rules().size(); index++) {
            issues.startRule();
            RouteSpec spec = rule(index, route.rules().get(index));
            if (spec != null) {
                specs.add(spec);
            }
        }
        return specs;
    }

    private @Nullable RouteSpec rule(int index, Rule rule) {
        List<RouteMatch> matches = matches(rule);
        if (rule.unmatchable() || matches.isEmpty()) {
            issues.reject("UnsupportedValue", Objects.requireNonNullElse(rule.broken(), "no match can be used"));
            return null;
        }
        RouteId id = new RouteId(route.metadata().key() + "/" + index);
        String origin = rule.at().toString();
        String broken = rule.broken();
        if (broken != null) {
            issues.reject("UnsupportedValue", broken);
            Destination fail = new Destination.Fail(500, broken);
            return new RouteSpec(id, matches, List.of(), fail, RouteTimeouts.NONE, origin);
        }
        List<FilterSpec> specs = filters.translate(rule.filters(), rule.matches());
        return new RouteSpec(id, matches, specs, destination(rule, specs), timeouts(rule.timeouts()), origin);
    }

    private static RouteTimeouts timeouts(Timeouts written) {
        return new RouteTimeouts(orNone(written.request()), orNone(written.backendRequest()));
    }

    private static Duration orNone(@Nullable Duration written) {
        return written == null ? Duration.ZERO : written;
    }

    private List<RouteMatch> matches(Rule rule) {
        if (rule.matches().isEmpty()) {
            return List.of(RouteMatch.ANY);
        }
        List<RouteMatch> matches = new ArrayList<>();
        for (Match match : rule.matches()) {
            if (regexesCompile(match)) {
                matches.add(match(match));
            }
        }
        return matches;
    }

    private boolean regexesCompile(Match match) {
        boolean sound = true;
        HttpRoute.PathMatch path = match.path();
        if (path != null && path.type().equals("RegularExpression")) {
            sound = compiles(path.value(), path.at());
        }
        List<HttpRoute.ValueMatch> values = new ArrayList<>(match.headers());
        values.addAll(match.queryParams());
        for (HttpRoute.ValueMatch value : values) {
            if (value.type().equals("RegularExpression")) {
                sound &= compiles(value.value(), value.at());
            }
        }
        return sound;
    }

    private boolean compiles(String expression, Position at) {
        try {
            Pattern _ = Pattern.compile(expression);
            return true;
        } catch (PatternSyntaxException e) {
            String why = "regular expression: " + expression
                    + " (expected: RE2 syntax, which has no look-ahead, look-behind or back-reference; "
                    + e.getDescription() + ")";
            draft.error(at, "invalid-regex", why);
            issues.reject("UnsupportedValue", why);
            return false;
        }
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

    private Destination destination(Rule rule, List<FilterSpec> specs) {
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
                rule.backendRefs().stream().map(ref -> share(ref, rule)).toList();
        Share first = shares.getFirst();
        boolean alone =
                shares.size() == 1 && first.weight() > 0 && first.filters().isEmpty();
        return alone ? first.destination() : new Destination.Weighted(shares);
    }

    private Share share(BackendRef written, Rule rule) {
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
        List<FilterSpec> own = filters.translate(written.filters(), rule.matches());
        return new Share(written.weight(), new Destination.To(found.id()), own);
    }
}
