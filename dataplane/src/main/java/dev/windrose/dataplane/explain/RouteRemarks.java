package dev.windrose.dataplane.explain;

import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.Listener;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.kind.Route;
import dev.windrose.engine.explain.Explanation;
import dev.windrose.model.HostPattern;
import dev.windrose.model.RouteSpec;
import dev.windrose.translate.Condition;
import dev.windrose.translate.DocumentStatus;
import dev.windrose.translate.DocumentStatus.ParentStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Routes that would take what is asked about, by their names and rules: what keeps them from it, and which of those of streams does. */
final class RouteRemarks {
    private final Known known;
    private final Asked asked;
    private final List<Route> candidates;
    private final @Nullable String winner;
    private final StreamTakers takers;
    private final @Nullable RouteSpec rule;
    private final List<Remark> remarks = new ArrayList<>();
    private final List<Document> unresolved = new ArrayList<>();

    RouteRemarks(Written written, Known known, Asked asked, Explanation explanation) {
        this.known = known;
        this.asked = asked;
        this.rule = explanation.rule();
        Matching.RuleName name = rule == null ? null : Matching.RuleName.of(rule);
        this.winner = name == null ? null : name.object();
        this.candidates = candidates(written);
        this.takers = new StreamTakers(known, asked, candidates);
    }

    /** Oldest first, as their statuses are. */
    private List<Route> candidates(Written written) {
        List<Route> named = new ArrayList<>();
        for (DocumentStatus status : written.statuses()) {
            if (asked.kinds().contains(status.kind())
                    && known.document(status.kind() + " " + status.metadata().key()) instanceof Route route
                    && isNamed(route)) {
                named.add(route);
            }
        }
        if (!(asked instanceof RequestLine request) || named.isEmpty()) {
            return named;
        }
        Set<String> matching = Matching.of(named, request.question());
        return named.stream()
                .filter(route -> matching.contains(Known.object(route)))
                .toList();
    }

    private boolean isNamed(Route route) {
        List<String> names = route.head().hostnames();
        return names.isEmpty()
                || asked.host().isEmpty()
                || names.stream().anyMatch(name -> new HostPattern(name).matches(asked.host()));
    }

    /** Which route carries a connection, and which of the others are only second. */
    List<Remark> winners() {
        return takers.remarks();
    }

    /** Services that what is asked about is led to. */
    Set<String> backends() {
        if (rule == null) {
            return takers.backends();
        }
        Matching.RuleName name = Matching.RuleName.of(rule);
        return name != null && known.document(name.object()) instanceof Route route
                ? Services.of(route, name.index())
                : Set.of();
    }

    /** What keeps others from it. */
    List<Remark> all() {
        candidates.forEach(this::route);
        return remarks;
    }

    /** Routes with a reference that no grant permits. */
    List<Document> unresolved() {
        return unresolved;
    }

    private void route(Route route) {
        DocumentStatus status = known.status(route);
        List<ParentStatus> parents = status == null ? List.of() : status.parents();
        if (route.head().parentRefs().isEmpty() && parents.isEmpty()) {
            add("not attached", route, "it names no parent");
        }
        List<DocumentStatus.MissingParent> missing = status == null ? List.of() : status.missing();
        missing.forEach(each -> add("not attached", route, "parent " + each.parent() + ": " + each.message()));
        for (Ref ref : route.head().parentRefs()) {
            if (!ref.kindOr("Gateway").matches("Gateway|ListenerSet")) {
                // What goes through no gateway is no matter of this question.
                continue;
            }
            boolean told = parents.stream().anyMatch(each -> each.ref().equals(ref));
            Document parent = known.document(object(route, ref));
            if (!told && parent != null) {
                String why = Objects.requireNonNullElse(known.absence(parent), "not one of this controller");
                add("not attached", route, "parent " + object(route, ref) + ": " + why);
            }
        }
        boolean reached = false;
        Set<String> places = new TreeSet<>();
        for (ParentStatus parent : parents) {
            Condition refusal = Known.unmet(parent.conditions(), "Accepted");
            if (refusal != null) {
                add("not attached", route, "parent " + parent.parent() + ": " + Known.text(refusal));
            } else {
                reached |= takes(route, parent.ref());
                listeners(route, parent.ref()).stream()
                        .filter(each -> means(parent.ref(), each) && suits(route, each))
                        .forEach(each -> places.add(place(each)));
            }
        }
        if (!places.isEmpty() && !reached && !Known.object(route).equals(winner)) {
            add("elsewhere", route, "attached only to " + String.join(", ", places));
        }
        resolved(route, parents);
    }

    private void resolved(Route route, List<ParentStatus> parents) {
        for (ParentStatus parent : parents) {
            Condition missing = Known.unmet(parent.conditions(), "ResolvedRefs");
            if (missing != null) {
                add("reference", route, Known.text(missing));
                // Of several causes a status tells one, so that all references are looked at.
                unresolved.add(route);
                return;
            }
        }
    }

    /** Whether a parent has a listener for what is asked about, and the reference means it. */
    private boolean takes(Route route, Ref ref) {
        return listeners(route, ref).stream().anyMatch(each -> means(ref, each) && Known.comesTo(asked, each));
    }

    /** By protocol; what else a listener allows is its status' to say. */
    private static boolean suits(Route route, Listener listener) {
        String requests = "HTTPS?";
        return switch (route.kind()) {
            case "HTTPRoute", "GRPCRoute" -> listener.protocol().matches(requests);
            default -> route.kind().equals(listener.protocol() + "Route");
        };
    }

    private static String place(Listener listener) {
        String name = listener.hostname() == null ? "" : " for " + listener.hostname();
        return listener.protocol() + " at port " + listener.port() + name;
    }

    static boolean means(Ref ref, Listener listener) {
        Integer port = ref.port();
        return (ref.sectionName() == null || listener.name().equals(ref.sectionName()))
                && (port == null || port == listener.port());
    }

    private List<Listener> listeners(Route route, Ref ref) {
        return Known.listeners(known.document(object(route, ref)));
    }

    static String object(Route route, Ref ref) {
        return ref.kindOr("Gateway") + " " + ref.namespaceOr(route.metadata().namespace()) + "/" + ref.name();
    }

    private void add(String topic, Route route, String why) {
        remarks.add(new Remark(topic, Known.object(route), route.metadata().at().toString(), why, null));
    }
}
