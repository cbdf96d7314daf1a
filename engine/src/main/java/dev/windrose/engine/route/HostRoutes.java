package dev.windrose.engine.route;

import dev.windrose.http.RequestHead;
import dev.windrose.model.HostPattern;
import dev.windrose.model.RouteId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.RouteTableSpec.ListenerRoutes;
import dev.windrose.model.RouteTableSpec.VirtualHost;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The route table: host to listener, host to virtual host, path to rules. The most specific listener alone decides (isolation); within it
 * less specific virtual hosts are asked as long as none of the more specific ones has a rule that matches.
 */
public final class HostRoutes implements RouteTable {
    private final Map<HostPattern, Listener> byHost;
    private final HostTable<Listener> listeners;
    private final boolean several;

    private record Listener(String name, Map<HostPattern, PathRoutes> byHost, HostTable<PathRoutes> hosts) {
        static final Listener NONE = new Listener("", Map.of(), new HostTable<>(Map.of()));

        static Listener of(String name, Map<HostPattern, PathRoutes> byHost) {
            return new Listener(name, byHost, new HostTable<>(byHost));
        }
    }

    private HostRoutes(Map<HostPattern, Listener> byHost) {
        this.byHost = byHost;
        this.listeners = new HostTable<>(byHost);
        this.several = byHost.size() > 1;
    }

    /** Compiles a table. Of two listeners with the same host the first counts; virtual hosts with the same name are one. */
    public static HostRoutes compile(RouteTableSpec spec, RouteSource source) {
        return compile(spec, source, new HostRoutes(Map.of()));
    }

    /** As {@link #compile(RouteTableSpec, RouteSource)}; what of {@code before} says the same today is taken over, up to all of it. */
    public static HostRoutes compile(RouteTableSpec spec, RouteSource source, HostRoutes before) {
        Map<HostPattern, Listener> byHost = new LinkedHashMap<>();
        for (ListenerRoutes listener : spec.listeners()) {
            byHost.computeIfAbsent(
                    listener.host(),
                    host -> compile(listener, source, before.byHost.getOrDefault(host, Listener.NONE)));
        }
        return isSame(byHost, before.byHost) ? before : new HostRoutes(byHost);
    }

    private static Listener compile(ListenerRoutes listener, RouteSource source, Listener before) {
        boolean renamed = !before.name.equals(listener.name());
        Map<HostPattern, PathRoutes> known = renamed ? Map.of() : before.byHost;
        IdentityHashMap<RouteSpec, Route> made = new IdentityHashMap<>();
        Map<HostPattern, PathRoutes> hosts = new LinkedHashMap<>();
        merged(listener.hosts()).forEach((host, routes) -> {
            PathRoutes last = known.get(host);
            hosts.put(
                    host,
                    last != null && last.says(routes, source)
                            ? last
                            : compile(listener.name(), routes, source, new Known(made, last)));
        });
        return !renamed && isSame(hosts, known) ? before : Listener.of(listener.name(), hosts);
    }

    private static Map<HostPattern, List<RouteSpec>> merged(List<VirtualHost> hosts) {
        Map<HostPattern, List<RouteSpec>> merged = new LinkedHashMap<>();
        for (VirtualHost host : hosts) {
            merged.merge(host.host(), host.routes(), (one, other) -> {
                List<RouteSpec> both = new ArrayList<>(one);
                both.addAll(other);
                return both;
            });
        }
        return merged;
    }

    private static PathRoutes compile(String listener, List<RouteSpec> routes, RouteSource source, Known known) {
        int mistakes = source.mistakes();
        PathRoutes.Builder builder = new PathRoutes.Builder(routes);
        for (RouteSpec spec : routes) {
            add(builder, known.of(listener, spec, source), source);
        }
        return builder.build(source.mistakes() == mistakes);
    }

    /** Running routes that need not be made: another host of the listener has them, or the same host had them. */
    private static final class Known {
        private final IdentityHashMap<RouteSpec, Route> made;
        private final Map<RouteId, Route> last;

        Known(IdentityHashMap<RouteSpec, Route> made, @Nullable PathRoutes last) {
            this.made = made;
            this.last = last == null ? Map.of() : last.routes();
        }

        Route of(String listener, RouteSpec spec, RouteSource source) {
            Route route = made.get(spec);
            if (route == null) {
                Route before = last.get(spec.id());
                route = before != null && before.spec().equals(spec) && source.isCurrent(before)
                        ? before
                        : source.route(listener, spec);
                made.put(spec, route);
            }
            return route;
        }
    }

    /** The same parts under the same names. */
    @SuppressWarnings("ReferenceEquality") // what was taken over, not what looks alike
    private static <T> boolean isSame(Map<HostPattern, T> one, Map<HostPattern, T> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (Map.Entry<HostPattern, T> entry : one.entrySet()) {
            if (entry.getValue() != other.get(entry.getKey())) {
                return false;
            }
        }
        return true;
    }

    private static void add(PathRoutes.Builder builder, Route route, RouteSource source) {
        builder.add(route);
        for (RouteMatch match : route.spec().matches()) {
            try {
                builder.add(route, match);
            } catch (IllegalArgumentException | com.google.re2j.PatternSyntaxException e) {
                source.unusable(route.spec(), "path " + match.path().value() + ": " + e.getMessage());
            }
        }
    }

    @Override
    public @Nullable Route find(RequestHead request) {
        return find(request, null);
    }

    @Nullable
    Route find(RequestHead request, @Nullable Visits visits) {
        String authority = request.authority();
        int length = hostLength(authority);
        HostTable.Entry<Listener> listener = listeners.find(authority, length, visits);
        if (listener == null) {
            return null;
        }
        HostTable.Entry<PathRoutes> host = listener.value().hosts().find(authority, length, visits);
        for (; host != null; host = host.lessSpecific()) {
            Route found = host.value().find(request, visits);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    @Override
    public boolean isMisdirected(@Nullable String serverName, String authority) {
        if (!several || serverName == null) {
            return false;
        }
        int length = hostLength(authority);
        if (serverName.length() == length && authority.startsWith(serverName)) {
            return false;
        }
        HostTable.Entry<Listener> opened = listeners.find(serverName, serverName.length(), null);
        HostTable.Entry<Listener> asked = listeners.find(authority, length, null);
        return opened != null && asked != null && !opened.equals(asked);
    }

    /** The name of the listener whose routes alone can match an authority, or null if there is none. */
    public @Nullable String listenerOf(String authority) {
        HostTable.Entry<Listener> listener = listeners.find(authority, hostLength(authority), null);
        return listener == null ? null : listener.value().name();
    }

    /** The length of an authority without its port and without the dot that ends an absolute name. */
    private static int hostLength(String authority) {
        int length = authority.length();
        for (int i = length - 1; i >= 0; i--) {
            char c = authority.charAt(i);
            if (c == ':') {
                length = i;
                break;
            }
            if (c < '0' || c > '9') {
                break;
            }
        }
        return length > 0 && authority.charAt(length - 1) == '.' ? length - 1 : length;
    }
}
