package dev.windrose.engine.route;

import com.google.re2j.Pattern;
import dev.windrose.http.RequestHead;
import dev.windrose.model.RouteMatch.ValueMatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** What must hold of a request besides its host, path and method. */
interface Condition {
    Condition[] NONE = {};

    boolean holds(RequestHead request);

    /** Conditions on headers; of several with one name only the first counts, as the Gateway API says. */
    static Condition[] headers(List<ValueMatch> matches) {
        return distinct(matches, name -> name.toLowerCase(Locale.ROOT), Condition::header);
    }

    /** Conditions on query parameters; of several with one name only the first counts. */
    static Condition[] queryParams(List<ValueMatch> matches) {
        return distinct(matches, name -> name, Condition::queryParam);
    }

    private static Condition header(ValueMatch match) {
        String name = match.name().toLowerCase(Locale.ROOT);
        if (name.equals("host") || name.equals(":authority")) {
            return authority(match);
        }
        return switch (match.kind()) {
            case EXACT -> new HeaderCondition.Exact(name, match.value());
            case REGEX -> new HeaderCondition.Regex(name, Pattern.compile(match.value()));
        };
    }

    private static Condition authority(ValueMatch match) {
        return switch (match.kind()) {
            case EXACT -> {
                String expected = match.value().toLowerCase(Locale.ROOT);
                yield request -> request.authority().equals(expected);
            }
            case REGEX -> {
                Pattern pattern = Pattern.compile(match.value());
                yield request -> pattern.matches(request.authority());
            }
        };
    }

    private static Condition queryParam(ValueMatch match) {
        return switch (match.kind()) {
            case EXACT -> new QueryCondition.Exact(match.name(), match.value());
            case REGEX -> new QueryCondition.Regex(match.name(), Pattern.compile(match.value()));
        };
    }

    private static Condition[] distinct(
            List<ValueMatch> matches, Function<String, String> key, Function<ValueMatch, Condition> compile) {
        if (matches.isEmpty()) {
            return NONE;
        }
        Set<String> seen = new HashSet<>();
        List<Condition> conditions = new ArrayList<>();
        for (ValueMatch match : matches) {
            if (seen.add(key.apply(match.name()))) {
                conditions.add(compile.apply(match));
            }
        }
        return conditions.toArray(NONE);
    }
}
