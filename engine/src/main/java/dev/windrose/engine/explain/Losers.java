package dev.windrose.engine.explain;

import dev.windrose.engine.explain.Explanation.Loser;
import dev.windrose.http.RequestHead;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.RouteTableSpec.ListenerRoutes;
import dev.windrose.model.RouteTableSpec.VirtualHost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says of the rules that did not win why, and lists those first that came closest. */
final class Losers {
    private static final int LISTED = 20;
    private static final int OTHER_LISTENER = -3;
    private static final int OTHER_HOST = -2;

    private final RequestHead request;
    private final @Nullable String listener;
    private final @Nullable RouteSpec winner;
    private final List<Ranked> ranked = new ArrayList<>();

    private record Ranked(int closeness, Loser loser) {}

    Losers(RequestHead request, @Nullable String listener, @Nullable RouteSpec winner) {
        this.request = request;
        this.listener = listener;
        this.winner = winner;
    }

    List<Loser> of(RouteTableSpec table) {
        for (ListenerRoutes routes : table.listeners()) {
            for (VirtualHost host : routes.hosts()) {
                host.routes().forEach(rule -> consider(routes, host, rule));
            }
        }
        ranked.sort(Comparator.comparingInt(Ranked::closeness).reversed());
        return ranked.stream().limit(LISTED).map(Ranked::loser).toList();
    }

    private void consider(ListenerRoutes routes, VirtualHost host, RouteSpec rule) {
        if (isWinner(rule)) {
            return;
        }
        if (!routes.name().equals(listener)) {
            add(OTHER_LISTENER, rule, otherListener(routes));
        } else if (!host.host().matches(request.host())) {
            add(OTHER_HOST, rule, "host " + host.host().value() + " does not match");
        } else {
            Trial trial = closest(rule);
            add(trial.closeness(), rule, trial.why() != null ? trial.why() : behind(host, rule));
        }
    }

    /** A rule with a mistake in one of its matches is several of one name. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isWinner(RouteSpec rule) {
        return rule == winner;
    }

    private void add(int closeness, RouteSpec rule, String why) {
        String failure = Wording.failure(rule.destination());
        String all = failure == null ? why : why + "; what it matches is " + failure;
        ranked.add(new Ranked(closeness, new Loser(rule.id().value(), rule.origin(), all)));
    }

    private String otherListener(ListenerRoutes routes) {
        return routes.host().matches(request.host())
                ? "listener " + routes.name() + " is less specific than " + listener
                : "host " + routes.host().value() + " of listener " + routes.name() + " does not match";
    }

    private Trial closest(RouteSpec rule) {
        Trial closest = new Trial(-1, "it has no match");
        for (RouteMatch match : rule.matches()) {
            Trial trial = Trial.of(rule, match, request);
            if (trial.why() == null) {
                return trial;
            }
            closest = trial.closeness() > closest.closeness() ? trial : closest;
        }
        return closest;
    }

    private String behind(VirtualHost host, RouteSpec rule) {
        if (winner == null) {
            return "it matches, but could not be compiled";
        }
        return host.routes().contains(winner) && Trial.isEqual(rule, winner, request)
                ? "as specific as " + winner.id() + ", which is older or written before it"
                : "less specific than " + winner.id();
    }
}
