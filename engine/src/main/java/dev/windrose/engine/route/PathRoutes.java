package dev.windrose.engine.route;

import dev.windrose.http.ContentType;
import dev.windrose.http.RequestHead;
import dev.windrose.model.RouteId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one virtual host. What is only for one media type has an index of its own, and is asked first by requests of that type: a gRPC call
 * never goes to a rule for any request while one for gRPC takes it, however long the paths are.
 */
final class PathRoutes {
    private static final Typed[] NONE = {};

    private final Typed[] typed;
    private final PathIndex others;
    private final List<RouteSpec> specs;
    private final Route[] routes;
    private final boolean sound;

    private record Typed(String mediaType, PathIndex index) {}

    private PathRoutes(Builder builder, boolean sound) {
        this.sound = sound;
        specs = builder.specs;
        routes = builder.routes.toArray(new Route[0]);
        List<Typed> list = new ArrayList<>();
        builder.typed.forEach((type, index) -> list.add(new Typed(type, index.build())));
        typed = list.toArray(NONE);
        others = builder.others.build();
    }

    /** Whether it says just this: then it can stay as it is. Not if something was wrong with it, which has to be told again. */
    boolean says(List<RouteSpec> today, RouteSource source) {
        if (!sound || !specs.equals(today)) {
            return false;
        }
        for (Route route : routes) {
            if (!source.isCurrent(route)) {
                return false;
            }
        }
        return true;
    }

    /** Its routes by name, the first of each; none if something was wrong with them. */
    Map<RouteId, Route> routes() {
        Map<RouteId, Route> byId = new HashMap<>();
        if (sound) {
            for (Route route : routes) {
                byId.putIfAbsent(route.spec().id(), route);
            }
        }
        return byId;
    }

    /** The route that wins, or null. */
    @Nullable
    Route find(RequestHead request, @Nullable Visits visits) {
        for (Typed each : typed) {
            if (ContentType.is(request.headers(), each.mediaType)) {
                Candidate found = each.index.find(request, visits);
                if (found != null) {
                    return found.route();
                }
            }
        }
        Candidate found = others.find(request, visits);
        return found == null ? null : found.route();
    }

    /** Collects the routes of a virtual host in their order. */
    static final class Builder {
        private final Map<String, PathIndex.Builder> typed = new LinkedHashMap<>();
        private final PathIndex.Builder others = new PathIndex.Builder();
        private final List<RouteSpec> specs;
        private final List<Route> routes = new ArrayList<>();
        private int order;

        /** {@code specs} are what is going to be added. */
        Builder(List<RouteSpec> specs) {
            this.specs = specs;
        }

        void add(Route route) {
            routes.add(route);
        }

        /** Throws {@link IllegalArgumentException} or {@link com.google.re2j.PatternSyntaxException} for a match that cannot be compiled. */
        void add(Route route, RouteMatch match) {
            Candidate candidate = new Candidate(
                    route,
                    Candidate.rankOf(match.path()),
                    match.method(),
                    Condition.headers(match.headers()),
                    Condition.queryParams(match.queryParams()),
                    order++);
            String type = match.mediaType();
            PathIndex.Builder index = type == null ? others : typed.computeIfAbsent(type, _ -> new PathIndex.Builder());
            index.add(match.path(), candidate);
        }

        /** {@code sound} if nothing was found wrong meanwhile. */
        PathRoutes build(boolean sound) {
            return new PathRoutes(this, sound);
        }
    }
}
