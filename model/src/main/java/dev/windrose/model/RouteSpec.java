package dev.windrose.model;

import java.util.List;

/**
 * One rule: any of the matches leads to the destination, through the filters in their order.
 *
 * @param matches at least one
 * @param origin file:line:column or object of the rule, for {@code explain}
 */
public record RouteSpec(
        RouteId id,
        List<RouteMatch> matches,
        List<FilterSpec> filters,
        Destination destination,
        RouteTimeouts timeouts,
        String origin) {
    public RouteSpec {
        matches = Check.list(matches);
        filters = Check.list(filters);
        Check.that(!matches.isEmpty(), "matches", matches, "at least one");
    }
}
