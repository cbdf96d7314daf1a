package dev.windrose.engine.snapshot;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.route.HostRoutes;
import dev.windrose.engine.route.Route;
import dev.windrose.engine.route.RouteSource;
import dev.windrose.engine.route.RouteTable;
import dev.windrose.engine.snapshot.CompileResult.Problem;
import dev.windrose.model.ClusterId;
import dev.windrose.model.Destination;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableId;
import dev.windrose.model.RouteTableSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From a model to a snapshot. Does nothing else: no thread, no socket, no clock. */
public final class Compiler {
    private final Model model;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<ClusterId, Cluster> clusters;
    private final FilterCompiler filters;
    private final TargetCompiler targets;
    private final Map<ListenerId, TunnelTable> tunnels;
    private final Map<RouteTableId, RouteTable> tables = new HashMap<>();

    private Compiler(Model model, Snapshot previous, FilterRegistry registry) {
        this.model = model;
        clusters = ClusterCompiler.compile(model.clusters(), previous.clusters(), problems);
        filters = new FilterCompiler(registry, problems);
        targets = new TargetCompiler(clusters, previous.clusters(), filters);
        tunnels = TunnelTables.compile(model.listeners(), problems);
    }

    /** Compiles a model; clusters whose specification stayed the same are taken over from the previous snapshot. */
    public static CompileResult compile(Model model, Snapshot previous, FilterRegistry filters) {
        return new Compiler(model, previous, filters).compile();
    }

    private CompileResult compile() {
        Map<ListenerId, RunningListener> listeners = new LinkedHashMap<>();
        for (ListenerSpec listener : model.listeners()) {
            listeners.put(listener.id(), listener(listener));
        }
        Snapshot snapshot = new Snapshot(
                ModelVersion.of(model),
                model,
                Collections.unmodifiableMap(listeners),
                Collections.unmodifiableMap(clusters));
        return new CompileResult(snapshot, problems);
    }

    private RunningListener listener(ListenerSpec spec) {
        return switch (spec.protocol()) {
            case Protocol.Http http -> new RunningListener(spec, table(http), null, TunnelTable.NONE);
            case Protocol.Tcp tcp -> bytes(spec, null, tcp.destination());
            case Protocol.Udp udp -> bytes(spec, null, udp.destination());
            case Protocol.Tunnel(), Protocol.ByServerName() ->
                new RunningListener(spec, null, null, tunnels.getOrDefault(spec.id(), TunnelTable.NONE));
            case Protocol.Detect detect ->
                bytes(spec, table(detect.http()), detect.otherwise().destination());
        };
    }

    private RunningListener bytes(ListenerSpec spec, @Nullable RouteTable routes, Destination destination) {
        return new RunningListener(spec, routes, targets.compile(destination, origin(spec)), TunnelTable.NONE);
    }

    private static String origin(ListenerSpec spec) {
        return spec.id().toString();
    }

    private RouteTable table(Protocol.Http http) {
        return tables.computeIfAbsent(http.routes(), this::compileTable);
    }

    private RouteTable compileTable(RouteTableId id) {
        RouteTableSpec spec = model.routeTables().get(id);
        if (spec == null) {
            problems.add(new Problem("", "route table: " + id + " (expected: one that the model has)"));
            return HostRoutes.compile(new RouteTableSpec(id, List.of()), new Routes());
        }
        return HostRoutes.compile(spec, new Routes());
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
                    spec.timeouts().backendRequest().toNanos());
        }

        @Override
        public void unusable(RouteSpec spec, String why) {
            problems.add(new Problem(spec.origin(), why));
        }
    }
}
