package dev.windrose.engine.route;

import dev.windrose.filter.Filter;
import dev.windrose.model.RouteSpec;
import org.jspecify.annotations.Nullable;

/**
 * A running rule.
 *
 * @param filters in the order of requests
 * @param listener name of the Gateway listener it was found under, for people
 * @param retry null for a route that says nothing about retries
 * @param session null for a route without sessions of its own
 */
public record Route(
        RouteSpec spec,
        String listener,
        Filter[] filters,
        TargetPicker targets,
        long requestTimeoutNanos,
        long backendTimeoutNanos,
        @Nullable RetryPolicy retry,
        @Nullable RouteSession session) {
    /** Without a word about retries, and without sessions. */
    public Route(
            RouteSpec spec,
            String listener,
            Filter[] filters,
            TargetPicker targets,
            long requestTimeoutNanos,
            long backendTimeoutNanos) {
        this(spec, listener, filters, targets, requestTimeoutNanos, backendTimeoutNanos, null, null);
    }
}
