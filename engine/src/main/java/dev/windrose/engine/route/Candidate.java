package dev.windrose.engine.route;

import dev.windrose.http.RequestHead;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** One match of a route, without its path. {@code order} is the position in the list, which decides between equals. */
record Candidate(Route route, @Nullable String method, Condition[] headers, Condition[] queryParams, int order) {
    static final Candidate[] NONE = {};

    /** The Gateway API's precedence after the path: with a method, most headers, most query parameters, first in the list. */
    static final Comparator<Candidate> BY_PRECEDENCE = Comparator.comparingInt(
                    (Candidate c) -> c.method == null ? 1 : 0)
            .thenComparingInt(c -> -c.headers.length)
            .thenComparingInt(c -> -c.queryParams.length)
            .thenComparingInt(Candidate::order);

    boolean matches(RequestHead request) {
        return (method == null || method.equals(request.method()))
                && allHold(headers, request)
                && allHold(queryParams, request);
    }

    private static boolean allHold(Condition[] conditions, RequestHead request) {
        for (Condition condition : conditions) {
            if (!condition.holds(request)) {
                return false;
            }
        }
        return true;
    }
}
