package dev.windrose.engine.route;

import dev.windrose.filter.Filter;
import dev.windrose.model.RouteSpec;

/**
 * A running rule.
 *
 * @param filters in the order of requests
 * @param listener name of the Gateway listener it was found under, for people
 */
public record Route(
        RouteSpec spec,
        String listener,
        Filter[] filters,
        TargetPicker targets,
        long requestTimeoutNanos,
        long backendTimeoutNanos) {}
