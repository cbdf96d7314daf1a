package dev.windrose.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule: any of the matches leads to the destination, through the filters in their order.
 *
 * @param matches at least one
 * @param retry when another attempt is made; null only where the request was certainly not processed
 * @param session what binds a client to the endpoint that answered it first, before weights are drawn; null for none
 * @param origin file:line:column or object of the rule, for {@code explain}
 */
public record RouteSpec(
        RouteId id,
        List<RouteMatch> matches,
        List<FilterSpec> filters,
        Destination destination,
        RouteTimeouts timeouts,
        @Nullable RetrySpec retry,
        @Nullable SessionSpec session,
        String origin) {
    /** Without retries of its own and without sessions. */
    public RouteSpec(
            RouteId id,
            List<RouteMatch> matches,
            List<FilterSpec> filters,
            Destination destination,
            RouteTimeouts timeouts,
            String origin) {
        this(id, matches, filters, destination, timeouts, null, null, origin);
    }

    public RouteSpec {
        matches = Check.list(matches);
        filters = Check.list(filters);
        Check.that(!matches.isEmpty(), "matches", matches, "at least one");
    }
}
