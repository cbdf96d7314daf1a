package dev.windrose.engine.explain;

import dev.windrose.engine.explain.Explanation.Fact;
import dev.windrose.engine.route.HostRoutes;
import dev.windrose.engine.route.Route;
import dev.windrose.engine.snapshot.RunningListener;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.http.ContentType;
import dev.windrose.http.RequestHead;
import dev.windrose.model.Binding;
import dev.windrose.model.Destination;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Protocol;
import dev.windrose.model.RetrySpec;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Explains where a snapshot leads a request. */
public final class Explainer {
    private static final String INVALID_PATH = "The path is invalid: answered with 400.";

    private final Snapshot snapshot;

    public Explainer(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** Where a connection goes, or datagrams. */
    public Explanation explain(Connection connection) {
        return new Carriage(snapshot, connection).explain();
    }

    /** What a listener does with a connection that has come to it, by whatever way. */
    public Explanation explain(ListenerId at, Connection connection) {
        RunningListener listener = Objects.requireNonNull(snapshot.listeners().get(at));
        return new Carriage(snapshot, connection).through(listener, listener);
    }

    /**
     * What a listener does with a request that has come to it, by whatever way. Throws {@link IllegalArgumentException} for a header that no request can
     * have.
     */
    public Explanation explain(ListenerId at, Question question) {
        RunningListener listener = Objects.requireNonNull(snapshot.listeners().get(at));
        if (listener.routes() == null) {
            return explain(at, new Connection(Connection.Kind.TCP, question.authority(), question.port()));
        }
        RequestHead request = question.request();
        return request == null ? Explanation.none(INVALID_PATH) : explain(listener, request);
    }

    /** Whether a rule would take a request of its host. Throws {@link IllegalArgumentException} for a header that no request can have. */
    public static boolean matches(RouteSpec rule, Question question) {
        RequestHead request = question.request();
        return request != null
                && rule.matches().stream()
                        .anyMatch(match -> Trial.of(rule, match, request).why() == null);
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
            return Explanation.none(INVALID_PATH);
        }
        for (RunningListener socket : fitting) {
            if (reaches(socket, question) && routes(socket).find(request) != null) {
                return explain(socket, request);
            }
        }
        RunningListener first = fitting.getFirst();
        return reaches(first, question)
                ? explain(first, request)
                : explain(new Connection(Connection.Kind.TLS, request.host(), entrances.port(first)));
    }

    /** Whether a connection for the request's host comes to a listener: others of the port may take its server name. */
    private boolean reaches(RunningListener listener, Question question) {
        if (!Secured.takes(listener.spec().security(), question.authority())) {
            return false;
        }
        if (!(listener.spec().binding() instanceof Binding.Named named)) {
            return true;
        }
        RunningListener carrier = snapshot.listeners().get(named.carrier());
        return carrier != null && listener.spec().id().equals(carrier.names().find(question.authority()));
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
                outcome(listener, rule, ContentType.isGrpc(request.headers())),
                socket.spec().id().value(),
                listener,
                rule,
                rule == null
                        ? List.of()
                        : rule.filters().stream().map(FilterSpec::name).toList(),
                rule == null ? List.of() : new Destinations(snapshot, Wording::answered).of(rule.destination()),
                facts(socket.spec().security(), request.host(), rule),
                table == null ? List.of() : new Losers(request, listener, rule).of(table));
    }

    private static List<Fact> facts(Security security, String host, @Nullable RouteSpec rule) {
        List<Fact> facts = new ArrayList<>(Secured.facts(security, host));
        if (rule == null) {
            return facts;
        }
        limit(facts, "timeout", rule.timeouts().request());
        limit(facts, "timeout of an attempt", rule.timeouts().backendRequest());
        RetrySpec retry = rule.retry();
        if (retry != null) {
            String codes = retry.codes().isEmpty()
                    ? "failures to connect"
                    : "failures to connect and " + new TreeSet<>(retry.codes());
            facts.add(new Fact("retries", retry.attempts() + " after " + codes));
        }
        if (rule.session() != null) {
            facts.add(new Fact("session", "by " + Wording.of(rule.session())));
        }
        return facts;
    }

    private static void limit(List<Fact> facts, String label, Duration time) {
        if (time.isPositive()) {
            facts.add(new Fact(label, Wording.of(time)));
        }
    }

    private static String outcome(@Nullable String listener, @Nullable RouteSpec rule, boolean grpc) {
        if (rule != null) {
            return rule.destination() instanceof Destination.Fail fail
                    ? "Rule " + rule.id() + " takes the request, which is " + Wording.of(fail) + "."
                    : "Rule " + rule.id() + " serves the request.";
        }
        String answer = grpc ? ": answered with gRPC status 12 (UNIMPLEMENTED)." : ": answered with 404.";
        return listener == null
                ? "No listener has the host" + answer
                : "No rule of listener " + listener + " matches" + answer;
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
}
