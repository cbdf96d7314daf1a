package dev.windrose.engine.route;

import dev.windrose.http.RequestHead;
import dev.windrose.model.RouteMatch.PathMatch;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One match of a route, without its path.
 *
 * @param rank of the call that it is for, the least first; 0 for every other path
 * @param order the position in the list, which decides between equals
 */
record Candidate(
        Route route, long rank, @Nullable String method, Condition[] headers, Condition[] queryParams, int order) {
    static final Candidate[] NONE = {};

    /**
     * The Gateway API's precedence. Between calls: the longest service, the longest method. Then, and after any other path: with a method, most headers,
     * most query parameters, first in the list.
     */
    static final Comparator<Candidate> BY_PRECEDENCE = Comparator.comparingLong(Candidate::rank)
            .thenComparingInt(c -> c.method == null ? 1 : 0)
            .thenComparingInt(c -> -c.headers.length)
            .thenComparingInt(c -> -c.queryParams.length)
            .thenComparingInt(Candidate::order);

    static long rankOf(PathMatch path) {
        return path instanceof PathMatch.Call call
                ? -(((long) length(call.service()) << 32) + length(call.method()))
                : 0;
    }

    private static int length(@Nullable String written) {
        return written == null ? 0 : written.length();
    }

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
