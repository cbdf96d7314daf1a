package dev.windrose.engine.explain;

import dev.windrose.engine.snapshot.RunningListener;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.Binding;
import dev.windrose.model.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The listeners that the sender of a request can mean. A port that is written is meant. Without one it is the scheme's own where something
 * listens on it, else any: a gateway often stands behind another port than the world knows it by. TLS is never spoken to a listener in clear,
 * nor the other way round.
 */
final class Entrances {
    private final Snapshot snapshot;
    private final List<RunningListener> all = new ArrayList<>();
    private final int port;
    private final boolean secure;

    Entrances(Snapshot snapshot, Question question) {
        this.snapshot = snapshot;
        this.port = question.port();
        this.secure = question.scheme().equals("https");
        for (RunningListener listener : snapshot.listeners().values()) {
            if (listener.routes() != null && port(listener) >= 0) {
                all.add(listener);
            }
        }
    }

    /** In the order in which they are tried; empty if none fits. */
    List<RunningListener> fitting() {
        List<RunningListener> fitting = all.stream().filter(this::speaksScheme).toList();
        int asked = port > 0 ? port : secure ? 443 : 80;
        List<RunningListener> there =
                fitting.stream().filter(each -> port(each) == asked).toList();
        return port > 0 || !there.isEmpty() ? there : fitting;
    }

    /** Why nothing fits. */
    String absence() {
        if (all.isEmpty()) {
            return "No HTTP listener at all (expected: a Gateway with one).";
        }
        if (port == 0) {
            return secure
                    ? "No listener speaks TLS (expected: http and " + ports() + ")."
                    : "Every listener speaks TLS (expected: https and " + ports() + ").";
        }
        if (all.stream().noneMatch(each -> port(each) == port)) {
            return "No listener on port " + port + " (expected: " + ports() + ").";
        }
        return secure
                ? "Port " + port + " does not speak TLS (expected: http)."
                : "Port " + port + " speaks TLS (expected: https).";
    }

    private boolean speaksScheme(RunningListener listener) {
        return secure != (listener.spec().security() instanceof Security.Plaintext);
    }

    private String ports() {
        TreeSet<Integer> ports = new TreeSet<>();
        all.forEach(each -> ports.add(port(each)));
        String list = ports.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return ports.size() == 1 ? "port " + list : "one of " + list;
    }

    /** The port of the socket that a listener's connections come by; -1 without one. */
    int port(RunningListener listener) {
        return listener.spec().binding() instanceof Binding.Named named ? carrier(named) : socketPort(listener);
    }

    /** The port that a listener itself opens; -1 without one. */
    static int socketPort(RunningListener listener) {
        return switch (listener.spec().binding()) {
            case Binding.Port bound -> bound.port();
            case Binding.Captured captured -> captured.port();
            case Binding.Carried _, Binding.Named _ -> -1;
        };
    }

    private int carrier(Binding.Named named) {
        RunningListener carrier = snapshot.listeners().get(named.carrier());
        return carrier == null ? -1 : port(carrier);
    }
}
