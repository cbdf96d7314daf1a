package dev.windrose.model;

import java.util.List;

/**
 * All routes of one socket. A request's host first picks the most specific listener (isolation: only that listener's routes can match),
 * then the most specific virtual host within it that has a matching route.
 */
public record RouteTableSpec(RouteTableId id, List<ListenerRoutes> listeners) {
    public RouteTableSpec {
        listeners = Check.list(listeners);
    }

    /** Routes attached to one Gateway listener. {@code name} is for people, such as {@code production/main-gateway/http}. */
    public record ListenerRoutes(String name, HostPattern host, List<VirtualHost> hosts) {
        public ListenerRoutes {
            hosts = Check.list(hosts);
        }
    }

    /** Routes of one host name, in the order that decides between equally specific matches (oldest first, then by name, then by rule). */
    public record VirtualHost(HostPattern host, List<RouteSpec> routes) {
        public VirtualHost {
            routes = Check.list(routes);
        }
    }
}
