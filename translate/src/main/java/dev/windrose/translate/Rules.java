package dev.windrose.translate;

import dev.windrose.documents.kind.Route;
import dev.windrose.documents.kind.RouteRule;
import dev.windrose.documents.kind.RouteRule.BackendRef;
import dev.windrose.documents.kind.RouteRule.Match;
import dev.windrose.documents.kind.RouteRule.Retry;
import dev.windrose.documents.kind.RouteRule.Session;
import dev.windrose.documents.kind.RouteRule.Timeouts;
import dev.windrose.documents.yaml.Position;
import dev.windrose.model.Destination;
import dev.windrose.model.Destination.Share;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.RetrySpec;
import dev.windrose.model.RouteId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteMatch.PathMatch;
import dev.windrose.model.RouteMatch.ValueMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTimeouts;
import dev.windrose.model.SessionSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Translates the rules of one HTTPRoute or GRPCRoute for one gateway. A bad rule answers 500; the others never notice. */
final class Rules {
    private static final Duration BACKOFF = Duration.ofMillis(25);

    private final Route route;
    private final List<RouteRule> rules;
    private final Backends.View backends;
    private final Draft draft;
    private final RouteIssues issues;
    private final Filters filters;
    /** What alone a GRPCRoute takes: a form that is posted to the path of a method is no call. */
    private final @Nullable String mediaType;
    /** What a rule without matches takes. */
    private final RouteMatch any;

    Rules(Route route, List<RouteRule> rules, Backends.View backends, Draft draft, RouteIssues issues) {
        this.route = route;
        this.rules = rules;
        this.backends = backends;
        this.draft = draft;
        this.issues = issues;
        this.filters = new Filters(backends, draft, issues);
        this.mediaType = route.kind().equals("GRPCRoute") ? "application/grpc" : null;
        this.any = mediaType == null
                ? RouteMatch.ANY
                : new RouteMatch(new PathMatch.Prefix("/"), "POST", mediaType, List.of(), List.of());
    }

    List<RouteSpec> translate() {
        List<RouteSpec> specs = new ArrayList<>();
        List<RouteSpec> last = new ArrayList<>();
        for (int index = 0; index < rules.size(); index++) {
            issues.startRule();
            RouteRule rule = rules.get(index);
            RouteId id = new RouteId(name() + "/" + index);
            List<Match> sound = new ArrayList<>();
            for (Match match : rule.matches()) {
                String mistake = mistake(match);
                if (mistake == null) {
                    sound.add(match);
                } else {
                    RouteMatch covering = covering(match);
                    fail(covering.equals(any) ? last : specs, id, List.of(covering), mistake, rule);
                }
            }
            String unmatchable = rule.unmatchable();
            if (unmatchable != null) {
                fail(last, id, List.of(any), unmatchable, rule);
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

    /** As metrics and logs name it; a GRPCRoute may have the name of an HTTPRoute. */
    private String name() {
        String key = route.metadata().key();
        return route.kind().equals("HTTPRoute") ? key : key + "/grpc";
    }

    /** What a rule cannot take as its author meant is answered with 500: it must not fall to a more general rule. */
    private void fail(List<RouteSpec> specs, RouteId id, List<RouteMatch> matches, String why, RouteRule rule) {
        issues.reject("UnsupportedValue", why);
        Destination fail = new Destination.Fail(500, why);
        specs.add(new RouteSpec(
                id, matches, List.of(), fail, RouteTimeouts.NONE, rule.at().toString()));
    }

    private void rule(List<RouteSpec> specs, RouteId id, RouteRule rule, List<Match> sound) {
        List<RouteMatch> matches =
                sound.isEmpty() ? List.of(any) : sound.stream().map(this::match).toList();
        String broken = first(rule.broken(), route.head().broken());
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
                retry(rule.retry()),
                session(rule.session(), id.value()),
                rule.at().toString()));
    }

    /** Reports what else is wrong with a rule that fails anyhow, so that all mistakes are seen at once. */
    private void checkRest(RouteRule rule, List<Match> sound) {
        if (rule.broken() == null) {
            filters.translate(rule.filters(), sound);
        }
        rule.backendRefs().forEach(ref -> share(ref, sound));
    }

    private static @Nullable RetrySpec retry(@Nullable Retry written) {
        if (written == null) {
            return null;
        }
        Integer attempts = written.attempts();
        Duration backoff = written.backoff();
        return new RetrySpec(
                attempts == null ? 1 : attempts, Set.copyOf(written.codes()), backoff == null ? BACKOFF : backoff);
    }

    /** Two rules never share a session, so that without a name each has one of its own. */
    static @Nullable SessionSpec session(@Nullable Session written, String owner) {
        if (written == null) {
            return null;
        }
        boolean cookie = written.type().equals("Cookie");
        String name = written.name();
        String own = "windrose-session-" + Integer.toHexString(owner.hashCode());
        return new SessionSpec(
                cookie ? SessionSpec.Carrier.COOKIE : SessionSpec.Carrier.HEADER,
                name == null ? own : name,
                written.absoluteTimeout(),
                cookie && written.permanent());
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
        RouteRule.PathMatch path = match.path();
        if (path != null && path.type().equals("RegularExpression")) {
            mistake = first(mistake, report(path.value(), path.at()));
        } else if (path != null) {
            mistake = first(mistake, reportPath(path));
        }
        RouteRule.CallMatch call = match.call();
        if (call != null && call.expression()) {
            mistake = first(mistake, report(call));
        }
        List<RouteRule.ValueMatch> values = new ArrayList<>(match.headers());
        values.addAll(match.queryParams());
        for (RouteRule.ValueMatch value : values) {
            if (value.type().equals("RegularExpression")) {
                mistake = first(mistake, report(value.value(), value.at()));
            }
        }
        return mistake;
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        return one == null ? other : one;
    }

    /** The definitions of the kinds allow some paths that no request can have. */
    private @Nullable String reportPath(RouteRule.PathMatch path) {
        String why = Sendable.mistake(path.value());
        if (why != null) {
            draft.error(path.at(), "invalid-path", why);
        }
        return why;
    }

    /** The parts first, since they are what was written. */
    private @Nullable String report(RouteRule.CallMatch call) {
        String mistake = null;
        for (String part : parts(call)) {
            mistake = first(mistake, report(part, call.at()));
        }
        return mistake == null ? report(call(call).expression(), call.at()) : mistake;
    }

    private static List<String> parts(RouteRule.CallMatch call) {
        return Stream.of(call.service(), call.method()).filter(Objects::nonNull).toList();
    }

    private @Nullable String report(String expression, Position at) {
        String why = Expressions.mistake(expression);
        if (why != null) {
            draft.error(at, "invalid-regex", why);
        }
        return why;
    }

    /** A match of at least what a match with a mistake was meant for: its parts that are sound. */
    private RouteMatch covering(Match written) {
        RouteRule.PathMatch path = written.path();
        boolean sound = path != null && isSound(path);
        RouteRule.CallMatch call = written.call();
        return match(new Match(
                sound ? path : null,
                call == null || isSound(call) ? call : null,
                written.method(),
                written.headers().stream().filter(Rules::isSound).toList(),
                written.queryParams().stream().filter(Rules::isSound).toList(),
                written.broken(),
                written.at()));
    }

    private static boolean isSound(RouteRule.PathMatch path) {
        return path.type().equals("RegularExpression")
                ? Expressions.mistake(path.value()) == null
                : Sendable.mistake(path.value()) == null;
    }

    private static boolean isSound(RouteRule.CallMatch call) {
        return !call.expression()
                || (parts(call).stream().allMatch(part -> Expressions.mistake(part) == null)
                        && Expressions.mistake(call(call).expression()) == null);
    }

    private static boolean isSound(RouteRule.ValueMatch value) {
        return value.type().equals("Exact") || Expressions.mistake(value.value()) == null;
    }

    private RouteMatch match(Match written) {
        return new RouteMatch(
                path(written),
                written.method(),
                mediaType,
                written.headers().isEmpty() ? List.of() : firstOfEach(written.headers(), true),
                firstOfEach(written.queryParams(), false));
    }

    private static PathMatch path(Match written) {
        RouteRule.PathMatch path = written.path();
        RouteRule.CallMatch call = written.call();
        if (call != null) {
            return call(call);
        }
        return path == null ? new PathMatch.Prefix("/") : path(path);
    }

    private static PathMatch.Call call(RouteRule.CallMatch written) {
        ValueMatch.Kind kind = written.expression() ? ValueMatch.Kind.REGEX : ValueMatch.Kind.EXACT;
        return new PathMatch.Call(written.service(), written.method(), kind);
    }

    private static PathMatch path(RouteRule.PathMatch written) {
        return switch (written.type()) {
            case "Exact" -> new PathMatch.Exact(written.value());
            case "RegularExpression" -> new PathMatch.Regex(written.value());
            default -> new PathMatch.Prefix(written.value());
        };
    }

    /** Of entries with one name only the first counts. Header names have no case. */
    private static List<ValueMatch> firstOfEach(List<RouteRule.ValueMatch> written, boolean lower) {
        Set<String> seen = new LinkedHashSet<>();
        List<ValueMatch> values = new ArrayList<>();
        for (RouteRule.ValueMatch value : written) {
            String name = lower ? value.name().toLowerCase(Locale.ROOT) : value.name();
            if (seen.add(name)) {
                ValueMatch.Kind kind = value.type().equals("Exact") ? ValueMatch.Kind.EXACT : ValueMatch.Kind.REGEX;
                values.add(new ValueMatch(name, kind, value.value()));
            }
        }
        return values;
    }

    private Destination destination(RouteRule rule, List<FilterSpec> specs, List<Match> sound) {
        boolean answered =
                specs.stream().anyMatch(spec -> spec instanceof FilterSpec.Redirect || spec instanceof FilterSpec.Deny);
        if (rule.backendRefs().isEmpty() && !answered) {
            draft.warning(
                    rule.at(), "no-backend", "rule " + rules.indexOf(rule) + ": backendRefs missing, it answers 500");
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
        Destination destination = backends.destination(written, issues);
        List<FilterSpec> own =
                destination instanceof Destination.Fail ? List.of() : filters.translate(written.filters(), sound);
        return new Share(written.weight(), destination, own);
    }
}
