package dev.windrose.model;

import java.time.Duration;

/**
 * Time limits of a route; zero means none.
 *
 * @param request from the end of the request's head to the end of the response
 * @param backendRequest of one attempt, from its start to the end of its response
 */
public record RouteTimeouts(Duration request, Duration backendRequest) {
    public static final RouteTimeouts NONE = new RouteTimeouts(Duration.ZERO, Duration.ZERO);

    public RouteTimeouts {
        Check.that(!request.isNegative(), "request timeout", request, "0 or more");
        Check.that(!backendRequest.isNegative(), "backend request timeout", backendRequest, "0 or more");
    }
}
