package dev.windrose.engine.explain;

import dev.windrose.engine.route.HostRoutes;
import dev.windrose.engine.route.Route;
import dev.windrose.engine.route.RouteSource;
import dev.windrose.engine.route.Target;
import dev.windrose.engine.route.Targets;
import dev.windrose.filter.Filter;
import dev.windrose.http.ContentType;
import dev.windrose.http.RequestHead;
import dev.windrose.model.HostPattern;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteMatch.ValueMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableId;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.RouteTableSpec.ListenerRoutes;
import dev.windrose.model.RouteTableSpec.VirtualHost;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one match: each part is tried alone, in a route table of its own.
 *
 * @param closeness how many parts held before the first that did not
 * @param why that part; null if all held
 */
record Trial(int closeness, @Nullable String why) {
    private static final RouteTableId ALONE = new RouteTableId("alone");
    private static final Filter[] NO_FILTERS = {};

    static Trial of(RouteSpec rule, RouteMatch match, RequestHead request) {
        RouteMatch path = new RouteMatch(match.path(), null, List.of(), List.of());
        if (!holds(rule, path, request)) {
            return new Trial(0, Wording.of(match.path()) + " does not match");
        }
        if (match.method() != null && !match.method().equals(request.method())) {
            return new Trial(1, "method " + match.method() + " is expected");
        }
        if (match.mediaType() != null && !ContentType.is(request.headers(), match.mediaType())) {
            return new Trial(2, "content-type " + match.mediaType() + " is expected");
        }
        int closeness = 3;
        for (ValueMatch header : match.headers()) {
            if (!holds(rule, new RouteMatch(RouteMatch.ANY.path(), null, List.of(header), List.of()), request)) {
                return new Trial(closeness, "header " + header.name() + " does not match " + Wording.of(header));
            }
            closeness++;
        }
        for (ValueMatch param : match.queryParams()) {
            if (!holds(rule, new RouteMatch(RouteMatch.ANY.path(), null, List.of(), List.of(param)), request)) {
                return new Trial(closeness, "query parameter " + param.name() + " does not match " + Wording.of(param));
            }
            closeness++;
        }
        return new Trial(closeness, null);
    }

    private static boolean holds(RouteSpec rule, RouteMatch part, RequestHead request) {
        RouteSpec alone =
                new RouteSpec(rule.id(), List.of(part), List.of(), rule.destination(), rule.timeouts(), rule.origin());
        return find(List.of(alone), request) != null;
    }

    /** Whether only their order keeps a rule behind the one that won. */
    static boolean isEqual(RouteSpec rule, RouteSpec winner, RequestHead request) {
        Route found = find(List.of(rule, winner), request);
        return found != null && found.spec().equals(rule);
    }

    private static @Nullable Route find(List<RouteSpec> rules, RequestHead request) {
        VirtualHost host = new VirtualHost(HostPattern.ANY, rules);
        ListenerRoutes listener = new ListenerRoutes("", HostPattern.ANY, List.of(host));
        return HostRoutes.compile(new RouteTableSpec(ALONE, List.of(listener)), new Alone())
                .find(request);
    }

    /** Routes that are found, but never taken. */
    private static final class Alone implements RouteSource {
        @Override
        public Route route(String listener, RouteSpec spec) {
            return new Route(spec, listener, NO_FILTERS, Targets.always(new Target(null, 500, "", NO_FILTERS)), 0, 0);
        }

        @Override
        public void unusable(RouteSpec spec, String why) {
            // An expression that cannot be compiled matches nothing, which is what the trial then says.
        }

        @Override
        public int mistakes() {
            return 0;
        }

        @Override
        public boolean isCurrent(Route route) {
            return false;
        }
    }
}
