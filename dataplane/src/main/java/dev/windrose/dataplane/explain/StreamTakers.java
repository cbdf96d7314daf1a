package dev.windrose.dataplane.explain;

import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.Listener;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.kind.Route;
import dev.windrose.model.HostPattern;
import dev.windrose.translate.DocumentStatus;
import dev.windrose.translate.DocumentStatus.ListenerStatus;
import dev.windrose.translate.DocumentStatus.ParentStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which routes carry connections and datagrams: at each listener the one with the most specific server name, of several the oldest. Requests have
 * rules that say so themselves.
 */
final class StreamTakers {
    private final Known known;
    private final Asked asked;
    /** Routes at each listener that runs, the one that wins first. */
    private final Map<String, List<Route>> byListener = new LinkedHashMap<>();
    /** How specific the most specific name is that a listener of a port has: a less specific one gets nothing of it. */
    private final Map<Integer, Integer> most = new HashMap<>();

    StreamTakers(Known known, Asked asked, List<Route> candidates) {
        this.known = known;
        this.asked = asked;
        if (asked instanceof ConnectionLine) {
            known.documents().forEach(this::measure);
            candidates.forEach(this::file);
        }
    }

    private void measure(Document owner) {
        for (Listener listener : Known.listeners(owner)) {
            if (Known.comesTo(asked, listener) && status(owner, listener) != null) {
                most.merge(listener.port(), specificity(listener), Math::max);
            }
        }
    }

    private static int specificity(Listener listener) {
        String name = listener.hostname();
        return name == null || listener.protocol().matches("TCP|UDP") ? 0 : new HostPattern(name).specificity();
    }

    private void file(Route route) {
        DocumentStatus status = known.status(route);
        if (status == null) {
            return;
        }
        for (ParentStatus parent : status.parents()) {
            Ref ref = parent.ref();
            Document owner = known.document(RouteRemarks.object(route, ref));
            if (owner == null || Known.unmet(parent.conditions(), "Accepted") != null) {
                continue;
            }
            for (Listener listener : Known.listeners(owner)) {
                boolean means = RouteRemarks.means(ref, listener) && Known.comesTo(asked, listener);
                if (means
                        && specificity(listener) == most.getOrDefault(listener.port(), 0)
                        && runs(owner, listener, route)) {
                    add(owner.metadata().key() + "/" + listener.name(), route);
                }
            }
        }
    }

    private boolean runs(Document owner, Listener listener, Route route) {
        ListenerStatus status = status(owner, listener);
        return status != null
                && status.supportedKinds().stream().anyMatch(kind -> kind.kind().equals(route.kind()));
    }

    /** Null of a listener that does not run. */
    private @Nullable ListenerStatus status(Document owner, Listener listener) {
        DocumentStatus status = known.status(owner);
        List<ListenerStatus> all = status == null ? List.of() : status.listeners();
        return all.stream()
                .filter(each ->
                        each.name().equals(listener.name()) && Known.unmet(each.conditions(), "Programmed") == null)
                .findFirst()
                .orElse(null);
    }

    /** Candidates come oldest first. */
    private void add(String listener, Route route) {
        List<Route> there = byListener.computeIfAbsent(listener, _ -> new ArrayList<>());
        int at = 0;
        while (at < there.size() && specificity(there.get(at)) >= specificity(route)) {
            at++;
        }
        if (!there.contains(route)) {
            there.add(at, route);
        }
    }

    /** How specific the name is by which a route takes the server name. */
    private int specificity(Route route) {
        return route.head().hostnames().stream()
                .map(HostPattern::new)
                .filter(name -> name.matches(asked.host()))
                .mapToInt(HostPattern::specificity)
                .max()
                .orElse(0);
    }

    List<Remark> remarks() {
        List<Remark> remarks = new ArrayList<>();
        byListener.forEach((listener, routes) -> {
            Route first = routes.getFirst();
            remarks.add(remark("route", first, "takes all of it at listener " + listener));
            for (Route other : routes.subList(1, routes.size())) {
                String why = specificity(other) < specificity(first) ? " is more specific" : " is older";
                remarks.add(remark("not", other, "at listener " + listener + " " + Known.object(first) + why));
            }
        });
        return remarks;
    }

    private static Remark remark(String topic, Route route, String why) {
        return new Remark(topic, Known.object(route), route.metadata().at().toString(), why, null);
    }

    Set<String> backends() {
        Route first = first();
        return first == null || first.size() == 0 ? Set.of() : Services.of(first, 0);
    }

    private @Nullable Route first() {
        return byListener.isEmpty()
                ? null
                : byListener.values().iterator().next().getFirst();
    }
}
