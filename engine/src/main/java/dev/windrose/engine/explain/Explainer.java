package dev.windrose.engine.explain;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.route.HostRoutes;
import dev.windrose.engine.route.Route;
import dev.windrose.engine.snapshot.RunningListener;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.http.RequestHead;
import dev.windrose.model.Binding;
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
        RunningListener socket = socket(question.port());
        if (socket == null) {
            return Explanation.none("No HTTP listener has port " + question.port() + ".");
        }
        RequestHead request = question.request();
        if (request == null) {
            return Explanation.none("The path is invalid: answered with 400.");
        }
        HostRoutes routes = (HostRoutes) Objects.requireNonNull(socket.routes());
        String listener = routes.listenerOf(request.authority());
        Route route = routes.find(request);
        RouteTableSpec table = table(socket.spec());
        RouteSpec rule = route == null ? null : route.spec();
        return new Explanation(
                outcome(listener, rule),
                listener,
                rule,
                rule == null ? List.of() : names(rule.filters()),
                rule == null ? List.of() : destinations(rule.destination()),
                table == null ? List.of() : new Losers(request, listener, rule).of(table));
    }

    private static String outcome(@Nullable String listener, @Nullable RouteSpec rule) {
        if (rule != null) {
            return "Rule " + rule.id() + " serves the request.";
        }
        return listener == null
                ? "No listener has the host: answered with 404."
                : "No rule of listener " + listener + " matches: answered with 404.";
    }

    private @Nullable RunningListener socket(int port) {
        for (RunningListener listener : snapshot.listeners().values()) {
            if (listener.routes() != null && port(listener.spec().binding()) == port) {
                return listener;
            }
        }
        return null;
    }

    private static int port(Binding binding) {
        return switch (binding) {
            case Binding.Port port -> port.port();
            case Binding.Captured captured -> captured.port();
            case Binding.Tunnelled tunnelled -> -1;
            case Binding.Named named -> -1;
        };
    }

    private @Nullable RouteTableSpec table(ListenerSpec spec) {
        return switch (spec.protocol()) {
            case Protocol.Http http -> snapshot.model().routeTables().get(http.routes());
            case Protocol.Detect detect ->
                snapshot.model().routeTables().get(detect.http().routes());
            case Protocol.Tcp tcp -> null;
            case Protocol.Udp udp -> null;
            case Protocol.Tunnel(), Protocol.ByServerName() -> null;
        };
    }

    private static List<String> names(List<FilterSpec> filters) {
        return filters.stream().map(FilterSpec::name).toList();
    }

    private List<String> destinations(Destination destination) {
        return switch (destination) {
            case Destination.To to -> List.of(to(to));
            case Destination.Fail fail -> List.of("answered with " + fail.status() + ": " + fail.why());
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
            String filters = share.filters().isEmpty() ? "" : " through " + names(share.filters());
            destinations(share.destination())
                    .forEach(line -> lines.add(share.weight() + "/" + total + " " + line + filters));
        }
        return lines;
    }

    private String to(Destination.To to) {
        Cluster cluster = snapshot.clusters().get(to.cluster());
        return cluster == null
                ? "answered with 500: cluster " + to.cluster() + " is missing"
                : to.cluster() + " " + cluster.endpoints();
    }
}
