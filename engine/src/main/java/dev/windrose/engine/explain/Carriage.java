package dev.windrose.engine.explain;

import dev.windrose.engine.explain.Connection.Kind;
import dev.windrose.engine.snapshot.RunningListener;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.Destination;
import dev.windrose.model.ListenerId;
import dev.windrose.model.Protocol;
import dev.windrose.model.Security;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where connections and datagrams go that are carried as they are, or opened and carried. */
final class Carriage {
    private final Snapshot snapshot;
    private final Connection asked;

    Carriage(Snapshot snapshot, Connection asked) {
        this.snapshot = snapshot;
        this.asked = asked;
    }

    Explanation explain() {
        List<RunningListener> fitting = fitting();
        if (fitting.isEmpty()) {
            return Explanation.none(absence());
        }
        RunningListener socket = fitting.getFirst();
        for (RunningListener each : fitting) {
            RunningListener taker = taker(each);
            if (taker != null && Secured.takes(taker.spec().security(), asked.serverName())) {
                return through(each, taker);
            }
        }
        return Explanation.none("No listener of " + socket.spec().id() + " takes the server name " + asked.serverName()
                + ": the connection is refused.");
    }

    /** A port that is not written is 443 for TLS where something listens on it, else any. */
    private List<RunningListener> fitting() {
        List<RunningListener> fitting =
                snapshot.listeners().values().stream().filter(this::speaks).toList();
        int port = asked.port() == 0 && asked.kind() == Kind.TLS ? 443 : asked.port();
        List<RunningListener> there = fitting.stream()
                .filter(each -> Entrances.socketPort(each) == port)
                .toList();
        return asked.port() > 0 || !there.isEmpty() ? there : fitting;
    }

    private boolean speaks(RunningListener listener) {
        if (Entrances.socketPort(listener) < 0) {
            return false;
        }
        boolean clear = listener.spec().security() instanceof Security.Plaintext;
        return switch (listener.spec().protocol()) {
            case Protocol.Udp _ -> asked.kind() == Kind.UDP;
            case Protocol.Tcp _, Protocol.Detect _ -> asked.kind() == (clear ? Kind.TCP : Kind.TLS);
            case Protocol.Http _ -> asked.kind() == Kind.TLS && !clear;
            case Protocol.ByServerName() -> asked.kind() == Kind.TLS;
            case Protocol.Tunnel() -> false;
            case Protocol.ByDestination _ -> asked.kind() == Kind.TCP;
        };
    }

    /** The listener that takes the connection: the socket's own, or the one for the server name. */
    private @Nullable RunningListener taker(RunningListener socket) {
        if (!(socket.spec().protocol() instanceof Protocol.ByServerName)) {
            return socket;
        }
        ListenerId id = socket.names().find(asked.serverName());
        return id == null ? null : snapshot.listeners().get(id);
    }

    Explanation through(RunningListener socket, RunningListener taker) {
        Destination destination = destination(taker.spec().protocol());
        String what = asked.kind() == Kind.UDP ? "Datagrams" : "The connection";
        List<String> destinations = List.of();
        String outcome;
        if (destination == null && taker.spec().security() instanceof Security.Plaintext) {
            outcome = "Requests in clear are expected: ask for one, such as 'GET http://" + asked.serverName() + ":"
                    + asked.port() + "/'.";
        } else if (destination == null) {
            outcome = "TLS ends here; each request then goes by its own host: ask for it, such as 'GET https://"
                    + asked.serverName() + ":" + Entrances.socketPort(socket) + "/'.";
            destinations = List.of("the rules for requests of " + taker.spec().id());
        } else if (destination instanceof Destination.Fail fail) {
            outcome = what + (asked.kind() == Kind.UDP ? " are dropped: " : " is refused: ") + fail.why() + ".";
        } else {
            outcome = what + (asked.kind() == Kind.UDP ? " are carried." : " is carried.");
            destinations = new Destinations(snapshot, _ -> refusal()).of(destination);
        }
        return new Explanation(
                outcome,
                socket.spec().id().value(),
                taker.equals(socket) ? null : taker.spec().id().value(),
                null,
                List.of(),
                destinations,
                Secured.facts(taker.spec().security(), asked.serverName()),
                List.of());
    }

    private String refusal() {
        return asked.kind() == Kind.UDP ? "dropped" : "refused";
    }

    /** Null for requests. */
    private static @Nullable Destination destination(Protocol protocol) {
        return switch (protocol) {
            case Protocol.Tcp(Destination destination) -> destination;
            case Protocol.Udp(Destination destination) -> destination;
            case Protocol.Detect detect -> detect.otherwise().destination();
            case Protocol.Http _ -> null;
            case Protocol.ByDestination(Protocol.Tcp otherwise) -> otherwise.destination();
            case Protocol.ByServerName(), Protocol.Tunnel() -> null;
        };
    }

    private String absence() {
        List<RunningListener> there = snapshot.listeners().values().stream()
                .filter(each -> Entrances.socketPort(each) == asked.port()
                        && (asked.kind() == Kind.UDP) == (each.spec().protocol() instanceof Protocol.Udp))
                .toList();
        if (asked.port() > 0 && !there.isEmpty()) {
            return "Port " + asked.port() + " does not carry " + asked.kind() + " (expected: " + ask(there.getFirst())
                    + ").";
        }
        TreeSet<Integer> ports = new TreeSet<>();
        snapshot.listeners().values().stream()
                .filter(this::speaks)
                .forEach(each -> ports.add(Entrances.socketPort(each)));
        String expected = ports.isEmpty()
                ? "a listener for " + asked.kind()
                : (ports.size() == 1 ? "port " : "one of ")
                        + ports.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return asked.port() > 0
                ? "No listener for " + asked.kind() + " on port " + asked.port() + " (expected: " + expected + ")."
                : "No listener for " + asked.kind() + " at all (expected: a Gateway with one).";
    }

    /** How to ask about what a listener does speak. */
    private static String ask(RunningListener listener) {
        boolean clear = listener.spec().security() instanceof Security.Plaintext;
        return switch (listener.spec().protocol()) {
            case Protocol.Http _, Protocol.Detect _ -> clear ? "http" : "https or tls";
            case Protocol.Tcp _ -> clear ? "tcp" : "tls";
            case Protocol.Udp _ -> "udp";
            case Protocol.ByServerName() -> "tls";
            case Protocol.Tunnel() -> "a tunnel";
            case Protocol.ByDestination _ -> "tcp";
        };
    }
}
