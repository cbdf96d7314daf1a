package dev.windrose.engine.route;

import dev.windrose.http.RequestHead;
import dev.windrose.model.HostPattern;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.RouteTableSpec.ListenerRoutes;
import dev.windrose.model.RouteTableSpec.VirtualHost;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The route table: host to listener, host to virtual host, path to rules. The most specific listener alone decides (isolation); within it
 * less specific virtual hosts are asked as long as none of the more specific ones has a rule that matches.
 */
public final class HostRoutes implements RouteTable {
    private final HostTable<Listener> listeners;
    private final boolean several;

    private record Listener(String name, HostTable<PathRoutes> hosts) {}

    private HostRoutes(Map<HostPattern, Listener> listeners) {
        this.listeners = new HostTable<>(listeners);
        this.several = listeners.size() > 1;
    }

    /** Compiles a table. Of two listeners with the same host the first counts; virtual hosts with the same name are one. */
    public static HostRoutes compile(RouteTableSpec spec, RouteSource source) {
        Map<HostPattern, Listener> byHost = new LinkedHashMap<>();
        for (ListenerRoutes listener : spec.listeners()) {
            byHost.computeIfAbsent(listener.host(), host -> compile(listener, source));
        }
        return new HostRoutes(byHost);
    }

    private static Listener compile(ListenerRoutes listener, RouteSource source) {
        IdentityHashMap<RouteSpec, Route> made = new IdentityHashMap<>();
        Map<HostPattern, PathRoutes.Builder> builders = new LinkedHashMap<>();
        for (VirtualHost host : listener.hosts()) {
            PathRoutes.Builder builder = builders.computeIfAbsent(host.host(), h -> new PathRoutes.Builder());
            for (RouteSpec spec : host.routes()) {
                add(builder, made.computeIfAbsent(spec, s -> source.route(listener.name(), s)), source);
            }
        }
        Map<HostPattern, PathRoutes> hosts = new LinkedHashMap<>();
        builders.forEach((host, builder) -> hosts.put(host, builder.build()));
        return new Listener(listener.name(), new HostTable<>(hosts));
    }

    private static void add(PathRoutes.Builder builder, Route route, RouteSource source) {
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
