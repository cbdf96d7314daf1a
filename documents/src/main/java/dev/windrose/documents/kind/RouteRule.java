package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Position;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule of an HTTPRoute or a GRPCRoute.
 *
 * @param matches empty matches every request
 * @param broken the first mistake outside the matches, or null; a broken rule answers 500
 * @param unmatchable why what it matches is not known at all, or null; what it was meant for must not go elsewhere
 */
public record RouteRule(
        @Nullable String name,
        List<Match> matches,
        List<RouteFilter> filters,
        List<BackendRef> backendRefs,
        Timeouts timeouts,
        @Nullable Retry retry,
        @Nullable Session session,
        @Nullable String broken,
        @Nullable String unmatchable,
        Position at) {
    public RouteRule {
        matches = List.copyOf(matches);
        filters = List.copyOf(filters);
        backendRefs = List.copyOf(backendRefs);
    }

    static RouteRule unreadable(String why, Position at) {
        return new RouteRule(null, List.of(), List.of(), List.of(), Timeouts.NONE, null, null, why, why, at);
    }

    /** A rule of which nothing is written. */
    static RouteRule ofAll(Position at) {
        return new RouteRule(null, List.of(), List.of(), List.of(), Timeouts.NONE, null, null, null, null, at);
    }

    /** Time limits of a rule; null means not written. */
    public record Timeouts(
            @Nullable Duration request, @Nullable Duration backendRequest) {
        static final Timeouts NONE = new Timeouts(null, null);
    }

    /** When a request is sent again; null means not written. */
    public record Retry(
            List<Integer> codes,
            @Nullable Integer attempts,
            @Nullable Duration backoff) {
        public Retry {
            codes = List.copyOf(codes);
        }
    }

    /**
     * What binds a client to an endpoint.
     *
     * @param type {@code Cookie} or {@code Header}
     * @param name of the cookie or header; null chooses one
     */
    public record Session(
            String type, @Nullable String name, @Nullable Duration absoluteTimeout, boolean permanent, Position at) {}

    /**
     * All parts must match; null parts were not written.
     *
     * @param path of an HTTPRoute
     * @param call of a GRPCRoute
     * @param broken the first mistake in it, or null; a broken match has the parts that could be read, so it covers at least what was meant
     */
    public record Match(
            @Nullable PathMatch path,
            @Nullable CallMatch call,
            @Nullable String method,
            List<ValueMatch> headers,
            List<ValueMatch> queryParams,
            @Nullable String broken,
            Position at) {
        public Match {
            headers = List.copyOf(headers);
            queryParams = List.copyOf(queryParams);
        }
    }

    /** A gRPC service, a method, or both, as names or as {@code expression}s; null was not written. */
    public record CallMatch(
            boolean expression,
            @Nullable String service,
            @Nullable String method,
            Position at) {}

    /** {@code type} is {@code Exact}, {@code PathPrefix} or {@code RegularExpression}. */
    public record PathMatch(String type, String value, Position at) {}

    /** {@code type} is {@code Exact} or {@code RegularExpression}. */
    public record ValueMatch(String type, String name, String value, Position at) {}

    /** A weighted backend with filters of its own; {@code broken} is the first mistake in it, or null. */
    public record BackendRef(
            Ref ref,
            int weight,
            List<RouteFilter> filters,
            @Nullable String broken) {
        public BackendRef {
            filters = List.copyOf(filters);
        }
    }
}
