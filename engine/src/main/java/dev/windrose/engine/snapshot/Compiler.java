package dev.windrose.engine.snapshot;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.route.HostRoutes;
import dev.windrose.engine.route.RetryPolicy;
import dev.windrose.engine.route.Route;
import dev.windrose.engine.route.RouteSession;
import dev.windrose.engine.route.RouteSource;
import dev.windrose.engine.route.RouteTable;
import dev.windrose.engine.session.SessionRule;
import dev.windrose.engine.session.SessionTokens;
import dev.windrose.engine.snapshot.CompileResult.Problem;
import dev.windrose.model.ClusterId;
import dev.windrose.model.Destination;
import dev.windrose.model.Destination.Share;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableId;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.SessionKey;
import dev.windrose.model.SessionSpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From a model to a snapshot. Does nothing else: no thread, no socket, no clock. */
public final class Compiler {
    private final Model model;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<ClusterId, Cluster> clusters;
    /** Of listeners without keys of their own. */
    private final SessionTokens sessions;

    private final Map<ListenerId, RunningListener> listenersBefore;
    private final FilterCompiler filters;
    private final TargetCompiler targets;
    private final Map<ListenerId, DestinationTable> destinations;
    private final Map<ListenerId, NameTable> names;
    private final Map<RouteTableId, HostRoutes> tables = new HashMap<>();
    private final Map<RouteTableId, HostRoutes> before;
    private final ModelVersion version;
    /** Names that lead to another cluster than before, or to none. */
    private final Set<ClusterId> moved;

    private Compiler(Model model, Snapshot previous, FilterRegistry registry) {
        this.model = model;
        sessions = previous.sessions();
        listenersBefore = previous.listeners();
        clusters = ClusterCompiler.compile(model.clusters(), previous.clusters(), problems);
        filters = new FilterCompiler(registry, problems);
        targets = new TargetCompiler(clusters, previous.clusters(), filters);
        destinations = DestinationTables.compile(model.listeners(), problems);
        before = tables(previous);
        version = previous.version();
        targets.keepOriginal();
        moved = moved(previous.clusters(), clusters);
        names = NameTables.compile(model.listeners(), problems);
    }

    private static Map<RouteTableId, HostRoutes> tables(Snapshot snapshot) {
        Map<RouteTableId, HostRoutes> tables = new HashMap<>();
        for (RunningListener listener : snapshot.listeners().values()) {
            if (listener.spec().protocol() instanceof Protocol.Http http
                    && listener.routes() instanceof HostRoutes routes) {
                tables.put(http.routes(), routes);
            }
        }
        return tables;
    }

    @SuppressWarnings("ReferenceEquality") // a cluster of the same name may be another one
    private static Set<ClusterId> moved(Map<ClusterId, Cluster> before, Map<ClusterId, Cluster> after) {
        Set<ClusterId> moved = new HashSet<>(before.keySet());
        moved.addAll(after.keySet());
        moved.removeIf(id -> before.get(id) == after.get(id));
        return moved;
    }

    /**
     * Compiles a model. What stayed the same is taken over from the previous snapshot: clusters whose addresses alone changed, routes, and the
     * tables that these routes make up.
     */
    public static CompileResult compile(Model model, Snapshot previous, FilterRegistry filters) {
        return new Compiler(model, previous, filters).compile();
    }

    private CompileResult compile() {
        Map<ListenerId, RunningListener> listeners = new LinkedHashMap<>();
        for (ListenerSpec listener : model.listeners()) {
            listeners.put(listener.id(), listener(listener));
        }
        Snapshot snapshot = new Snapshot(
                version.next(model),
                model,
                Collections.unmodifiableMap(listeners),
                Collections.unmodifiableMap(clusters),
                sessions);
        return new CompileResult(snapshot, problems);
    }

    private RunningListener listener(ListenerSpec spec) {
        return switch (spec.protocol()) {
            case Protocol.Http http -> running(spec, table(http), null);
            case Protocol.Tcp tcp -> running(spec, null, tcp.destination());
            case Protocol.Udp udp -> running(spec, null, udp.destination());
            case Protocol.Tunnel(), Protocol.ByServerName() -> running(spec, null, null);
            case Protocol.ByDestination(Protocol.Tcp otherwise) -> running(spec, null, otherwise.destination());
            case Protocol.Detect detect ->
                running(spec, table(detect.http()), detect.otherwise().destination());
        };
    }

    private RunningListener running(ListenerSpec spec, @Nullable RouteTable routes, @Nullable Destination bytes) {
        return new RunningListener(
                spec,
                routes,
                bytes == null ? null : targets.compile(bytes, origin(spec)),
                destinations.getOrDefault(spec.id(), DestinationTable.NONE),
                names.getOrDefault(spec.id(), NameTable.NONE),
                sessions(spec));
    }

    private SessionTokens sessions(ListenerSpec spec) {
        List<SessionKey> keys = spec.connections().sessionKeys();
        if (keys.isEmpty()) {
            return sessions;
        }
        RunningListener last = listenersBefore.get(spec.id());
        if (last != null && last.spec().connections().sessionKeys().equals(keys)) {
            return last.sessions();
        }
        return SessionTokens.from(keys.stream().map(SessionKey::reveal).toList(), InstantSource.system());
    }

    private static String origin(ListenerSpec spec) {
        return spec.id().toString();
    }

    private RouteTable table(Protocol.Http http) {
        return tables.computeIfAbsent(http.routes(), this::compileTable);
    }

    private HostRoutes compileTable(RouteTableId id) {
        RouteTableSpec spec = model.routeTables().get(id);
        if (spec == null) {
            problems.add(new Problem("", "route table: " + id + " (expected: one that the model has)"));
            return HostRoutes.compile(new RouteTableSpec(id, List.of()), new Routes());
        }
        HostRoutes last = before.get(id);
        return last == null ? HostRoutes.compile(spec, new Routes()) : HostRoutes.compile(spec, new Routes(), last);
    }

    private @Nullable RouteSession session(RouteSpec spec) {
        SessionSpec session = spec.session();
        SessionRule rule = SessionRule.of(session, "route " + spec.id());
        if (session != null && rule == null) {
            problems.add(new Problem(spec.origin(), badSession(session)));
        }
        return rule == null ? null : new RouteSession(rule, targets.all(spec.destination(), spec.origin()));
    }

    static String badSession(SessionSpec session) {
        return "session name: " + session.name()
                + " (expected: letters, digits and signs of a cookie's or header's name)";
    }

    private final class Routes implements RouteSource {
        @Override
        public Route route(String listener, RouteSpec spec) {
            return new Route(
                    spec,
                    listener,
                    filters.compile(spec.filters(), spec.origin()),
                    targets.compile(spec.destination(), spec.origin()),
                    spec.timeouts().request().toNanos(),
                    spec.timeouts().backendRequest().toNanos(),
                    RetryPolicy.of(spec.retry()),
                    session(spec));
        }

        @Override
        public void unusable(RouteSpec spec, String why) {
            problems.add(new Problem(spec.origin(), why));
        }

        @Override
        public int mistakes() {
            return problems.size();
        }

        @Override
        public boolean isCurrent(Route route) {
            return moved.isEmpty() || !leadsToMoved(route.spec().destination());
        }

        private boolean leadsToMoved(Destination destination) {
            return switch (destination) {
                case Destination.To(ClusterId id) -> moved.contains(id);
                case Destination.Weighted(List<Share> shares) -> {
                    boolean found = false;
                    for (Share share : shares) {
                        found |= leadsToMoved(share.destination());
                    }
                    yield found;
                }
                case Destination.Fail _, Destination.OriginalAddress() -> false;
            };
        }
    }
}
