package dev.windrose.engine.route;

import static dev.windrose.engine.route.RequestFixture.request;

import dev.windrose.filter.Filter;
import dev.windrose.http.RequestHead;
import dev.windrose.model.Destination;
import dev.windrose.model.HostPattern;
import dev.windrose.model.RouteId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteMatch.PathMatch;
import dev.windrose.model.RouteMatch.ValueMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableId;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.RouteTableSpec.ListenerRoutes;
import dev.windrose.model.RouteTableSpec.VirtualHost;
import dev.windrose.model.RouteTimeouts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Short ways to write tables and to ask them. */
final class TableFixture implements RouteSource {
    static final Target NOWHERE = new Target(null, 503, "test", new Filter[0]);

    final List<String> unusable = new ArrayList<>();
    /** Ids of routes whose target is another one today. */
    final Set<String> gone = new HashSet<>();

    int made;

    @Override
    public Route route(String listener, RouteSpec spec) {
        made++;
        return new Route(spec, listener, new Filter[0], Targets.always(NOWHERE), 0, 0);
    }

    @Override
    public void unusable(RouteSpec spec, String why) {
        unusable.add(spec.id() + ": " + why);
    }

    @Override
    public int mistakes() {
        return unusable.size();
    }

    @Override
    public boolean isCurrent(Route route) {
        return !gone.contains(route.spec().id().value());
    }

    static HostRoutes table(ListenerRoutes... listeners) {
        return HostRoutes.compile(new RouteTableSpec(new RouteTableId("test"), List.of(listeners)), new TableFixture());
    }

    static HostRoutes anyHost(RouteSpec... routes) {
        return table(listener("*", host("*", routes)));
    }

    static ListenerRoutes listener(String host, VirtualHost... hosts) {
        return new ListenerRoutes("listener " + host, new HostPattern(host), List.of(hosts));
    }

    static VirtualHost host(String host, RouteSpec... routes) {
        return new VirtualHost(new HostPattern(host), List.of(routes));
    }

    static RouteSpec route(String id, RouteMatch... matches) {
        return new RouteSpec(
                new RouteId(id),
                List.of(matches),
                List.of(),
                new Destination.Fail(503, "test"),
                RouteTimeouts.NONE,
                "");
    }

    static RouteMatch exact(String path) {
        return path(new PathMatch.Exact(path));
    }

    static RouteMatch prefix(String path) {
        return path(new PathMatch.Prefix(path));
    }

    static RouteMatch regex(String path) {
        return path(new PathMatch.Regex(path));
    }

    static RouteMatch path(PathMatch path) {
        return new RouteMatch(path, null, List.of(), List.of());
    }

    static RouteMatch method(String method, RouteMatch match) {
        return new RouteMatch(match.path(), method, match.headers(), match.queryParams());
    }

    static RouteMatch grpc(RouteMatch match) {
        return new RouteMatch(match.path(), match.method(), "application/grpc", match.headers(), match.queryParams());
    }

    static RouteMatch headers(RouteMatch match, ValueMatch... headers) {
        return new RouteMatch(match.path(), match.method(), List.of(headers), match.queryParams());
    }

    static RouteMatch query(RouteMatch match, ValueMatch... params) {
        return new RouteMatch(match.path(), match.method(), match.headers(), List.of(params));
    }

    static ValueMatch is(String name, String value) {
        return new ValueMatch(name, ValueMatch.Kind.EXACT, value);
    }

    static ValueMatch like(String name, String pattern) {
        return new ValueMatch(name, ValueMatch.Kind.REGEX, pattern);
    }

    static String get(HostRoutes table, String authority, String target, String... headers) {
        return ask(table, request("GET", authority, target, headers));
    }

    /** The id of the route that wins, or none. */
    static String ask(HostRoutes table, RequestHead request) {
        Route found = table.find(request);
        return found == null ? "none" : found.spec().id().value();
    }
}
