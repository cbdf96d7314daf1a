package dev.windrose.engine.explain;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.route.HostRoutes;
import dev.windrose.engine.route.Route;
import dev.windrose.engine.snapshot.RunningListener;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.http.RequestHead;
import dev.windrose.model.Destination;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Protocol;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Explains where a snapshot leads a request. */
public final class Explainer {
    private final Snapshot snapshot;

    public Explainer(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** Throws {@link IllegalArgumentException} for a header that no request can have. */
    public Explanation explain(Question question) {
        Entrances entrances = new Entrances(snapshot, question);
        List<RunningListener> fitting = entrances.fitting();
        if (fitting.isEmpty()) {
            return Explanation.none(entrances.absence());
        }
        RequestHead request = question.request();
        if (request == null) {
            return Explanation.none("The path is invalid: answered with 400.");
        }
        for (RunningListener socket : fitting) {
            if (routes(socket).find(request) != null) {
                return explain(socket, request);
            }
        }
        return explain(fitting.getFirst(), request);
    }

    private static HostRoutes routes(RunningListener socket) {
        return (HostRoutes) Objects.requireNonNull(socket.routes());
    }

    private Explanation explain(RunningListener socket, RequestHead request) {
        HostRoutes routes = routes(socket);
        String listener = routes.listenerOf(request.authority());
        Route route = routes.find(request);
        RouteTableSpec table = table(socket.spec());
        RouteSpec rule = route == null ? null : route.spec();
        return new Explanation(
                outcome(listener, rule),
                socket.spec().id().value(),
                listener,
                rule,
                rule == null
                        ? List.of()
                        : rule.filters().stream().map(FilterSpec::name).toList(),
                rule == null ? List.of() : destinations(rule.destination()),
                table == null ? List.of() : new Losers(request, listener, rule).of(table));
    }

    private static String outcome(@Nullable String listener, @Nullable RouteSpec rule) {
        if (rule != null) {
            return rule.destination() instanceof Destination.Fail fail
                    ? "Rule " + rule.id() + " takes the request, which is " + Wording.of(fail) + "."
                    : "Rule " + rule.id() + " serves the request.";
        }
        return listener == null
                ? "No listener has the host: answered with 404."
                : "No rule of listener " + listener + " matches: answered with 404.";
    }

    private @Nullable RouteTableSpec table(ListenerSpec spec) {
        return switch (spec.protocol()) {
            case Protocol.Http http -> snapshot.model().routeTables().get(http.routes());
            case Protocol.Detect detect ->
                snapshot.model().routeTables().get(detect.http().routes());
            case Protocol.Tcp tcp -> null;
            case Protocol.Udp udp -> null;
            case Protocol.Tunnel(), Protocol.ByServerName(), Protocol.ByDestination _ -> null;
        };
    }

    private List<String> destinations(Destination destination) {
        return switch (destination) {
            case Destination.To to -> List.of(to(to));
            case Destination.Fail fail -> List.of(Wording.of(fail));
            case Destination.OriginalAddress original -> List.of("the address that the client meant");
            case Destination.Weighted weighted -> shares(weighted.shares());
        };
    }

    private List<String> shares(List<Destination.Share> shares) {
        long total = shares.stream().mapToLong(Destination.Share::weight).sum();
        if (total == 0) {
            return List.of("answered with 500: no backend has a weight above 0");
        }
        List<String> lines = new ArrayList<>();
        for (Destination.Share share : shares) {
            String filters = share.filters().isEmpty() ? "" : " through " + Wording.of(share.filters());
            destinations(share.destination())
                    .forEach(line -> lines.add(share.weight() + "/" + total + " " + line + filters));
        }
        return lines;
    }

    private String to(Destination.To to) {
        Cluster cluster = snapshot.clusters().get(to.cluster());
        return cluster == null
                ? "answered with 500: cluster " + to.cluster() + " is missing"
                : to.cluster() + " [" + Wording.endpoints(cluster) + "]";
    }
}
