package dev.windrose.translate;

import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.ListenerSet;
import dev.windrose.documents.kind.Metadata;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.kind.Route;
import dev.windrose.model.HostPattern;
import dev.windrose.translate.DocumentStatus.MissingParent;
import dev.windrose.translate.DocumentStatus.ParentStatus;
import dev.windrose.translate.Listeners.Added;
import dev.windrose.translate.Listeners.Opened;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Attaches routes to the listeners of their parents. */
final class Attachments {
    private static final int MOST_SHARED = 200_000;

    private final Directory directory;
    private final Draft draft;
    private final Kept<Listeners> listeners;
    private final Map<String, Kept<Optional<Parent>>> parents = new HashMap<>();
    private final Map<Asked, Kept<Taken>> taken = new HashMap<>();
    private final Kept<List<Default>> defaults;

    Attachments(Directory directory, Draft draft, Kept<Listeners> listeners) {
        this.directory = directory;
        this.draft = draft;
        this.listeners = listeners;
        this.defaults = new Kept<>(draft, this::findDefaults);
    }

    /** What a route brings to each listener that takes it. */
    interface Placed {
        void attach(Face point, List<HostPattern> names);

        /** The route is accepted by a listener. */
        void count(Face point);

        /** What is wrong with the route, once it was translated for all that take it. */
        RouteIssues issues();
    }

    /** A parent's listeners, of which a reference may name some; {@code refusal} is why it has none, or null. */
    private record Parent(
            String kind,
            String key,
            List<Face> points,
            @Nullable String refusal) {
        String title() {
            return kind + " " + key;
        }
    }

    /** What decides which listeners of a parent take a route. */
    private record Asked(
            String kind,
            String namespace,
            List<String> hostnames,
            String parentKind,
            String parentKey,
            @Nullable String section,
            @Nullable Integer port) {}

    /** A listener that serves some names of a route. */
    private record Taker(Face point, List<HostPattern> names) {}

    /** The listeners that take a route; {@code refusal} is why none does, or null. */
    private record Taken(
            List<Taker> takers, String title, @Nullable Unresolved refusal) {
        static Taken not(String reason, String message) {
            return new Taken(List.of(), "", new Unresolved(reason, message));
        }
    }

    /** A gateway that takes routes without being named. */
    private record Default(String namespace, String name, Parent parent) {}

    /** What became of a route's parent references; of those to parents of others nothing. */
    record Attached(List<ParentStatus> parents, List<MissingParent> missing) {}

    /** Attaches one route to all its parents. */
    Attached attach(Route route, Placed placed) {
        Route.Head head = route.head();
        if (head.parentRefs().isEmpty() && !head.byDefault()) {
            draft.warning(
                    route.metadata().at(),
                    "no-parent",
                    route.kind() + " " + route.metadata().key()
                            + ": parentRefs missing (expected: a Gateway), it takes no requests");
        }
        List<ParentStatus> statuses = new ArrayList<>();
        List<MissingParent> missing = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (Ref ref : head.parentRefs()) {
            if (ref.kindOr("Gateway").equals("Gateway")) {
                named.add(ref.namespaceOr(route.metadata().namespace()) + "/" + ref.name());
            }
            ParentStatus status = parent(route, ref, placed, missing);
            if (status != null) {
                statuses.add(status);
            }
        }
        if (head.byDefault()) {
            defaults(route, named, placed, statuses);
        }
        return new Attached(statuses, missing);
    }

    private void defaults(Route route, Set<String> named, Placed placed, List<ParentStatus> statuses) {
        for (Default gateway : defaults.see()) {
            if (!named.contains(gateway.parent.key)) {
                Ref ref = new Ref(
                        null,
                        null,
                        gateway.namespace,
                        gateway.name,
                        null,
                        null,
                        route.metadata().at());
                statuses.add(take(route, ref, gateway.parent, placed));
            }
        }
    }

    private List<Default> findDefaults() {
        List<Default> found = new ArrayList<>();
        for (Opened opened : listeners.see().gateways()) {
            if (opened.gateway.takesDefaults()) {
                Metadata own = opened.gateway.metadata();
                found.add(new Default(own.namespace(), own.name(), parent(opened)));
            }
        }
        return found;
    }

    private @Nullable ParentStatus parent(Route route, Ref ref, Placed placed, List<MissingParent> missing) {
        String kind = ref.kindOr("Gateway");
        if (Frontends.isService(ref)) {
            return null;
        }
        boolean known = kind.equals("Gateway") || kind.equals("ListenerSet");
        if (!known || !ref.groupOr(AttachPoint.GROUP).equals(AttachPoint.GROUP)) {
            String group = ref.groupOr(AttachPoint.GROUP);
            String what = known ? group + "/" + kind : kind;
            String why = kind.equals("Service")
                    ? "kind Service is of another group, has no effect (expected: group: \"\")"
                    : "kind " + what + " is not supported yet, has no effect";
            draft.warning(ref.at(), "unsupported-kind", "parentRefs: " + why);
            return null;
        }
        String key = ref.namespaceOr(route.metadata().namespace()) + "/" + ref.name();
        Parent parent = known(kind, key);
        if (parent != null) {
            return take(route, ref, parent, placed);
        }
        // A parent of another class is no business of ours; a missing one is a mistake.
        if (!isThere(kind, key)) {
            missing.add(reportMissing(ref, kind, key));
            // Nothing takes it, perhaps: what else is wrong with it is told all the same.
            placed.issues();
        }
        return null;
    }

    private @Nullable Parent known(String kind, String key) {
        return parents.computeIfAbsent(kind + " " + key, _ -> new Kept<>(draft, () -> find(kind, key)))
                .see()
                .orElse(null);
    }

    private Optional<Parent> find(String kind, String key) {
        Listeners all = listeners.see();
        return kind.equals("Gateway")
                ? Optional.ofNullable(all.gateway(key)).map(Attachments::parent)
                : Optional.ofNullable(all.set(key)).map(Attachments::parent);
    }

    private static Parent parent(Opened opened) {
        return new Parent("Gateway", opened.key(), faces(opened.own), null);
    }

    private static Parent parent(Added added) {
        Unresolved refusal = added.refusal();
        return new Parent(
                "ListenerSet",
                added.set().metadata().key(),
                faces(added.points()),
                refusal == null ? null : refusal.message());
    }

    private static List<Face> faces(List<AttachPoint> points) {
        return points.stream().map(AttachPoint::face).toList();
    }

    private ParentStatus take(Route route, Ref ref, Parent parent, Placed placed) {
        Taken taken = taken(route, ref, parent);
        Unresolved refusal = taken.refusal;
        if (refusal == null) {
            serve(route, taken.takers, placed);
            return new ParentStatus(ref, taken.title, placed.issues().conditions(route.size()));
        }
        draft.error(
                ref.at(), "not-attached", route.kind() + " " + route.metadata().key() + ": " + refusal.message());
        return refused(ref, parent.key, refusal, placed);
    }

    private static ParentStatus refused(Ref ref, String key, Unresolved why, Placed placed) {
        Condition accepted = Condition.no("Accepted", why.reason(), why.message());
        return new ParentStatus(
                ref, title(ref, key), List.of(accepted, placed.issues().resolved()));
    }

    private boolean isThere(String kind, String key) {
        return kind.equals("Gateway")
                ? directory.find(Gateway.class, kind, key) != null
                : directory.find(ListenerSet.class, kind, key) != null;
    }

    private MissingParent reportMissing(Ref ref, String kind, String key) {
        String message = "parentRefs: " + directory.absence(kind, key);
        draft.error(ref.at(), "parent-not-found", message);
        return new MissingParent(title(ref, key), message);
    }

    /** Which listeners take a route; most routes have the parent and the names of others. */
    private Taken taken(Route route, Ref ref, Parent parent) {
        Asked asked = new Asked(
                route.kind(),
                route.metadata().namespace(),
                route.head().hostnames(),
                parent.kind,
                parent.key,
                ref.sectionName(),
                ref.port());
        return taken.computeIfAbsent(
                        asked,
                        _ -> new Kept<>(draft, () -> {
                            Parent now = known(asked.parentKind, asked.parentKey);
                            return now == null ? Taken.not("NoMatchingParent", "") : place(route, ref, now);
                        }))
                .see();
    }

    /** Begins a translation. What no route asks for any more is forgotten now and then; who asked for the rest keeps it. */
    void start() {
        if (taken.size() > MOST_SHARED) {
            taken.clear();
        }
    }

    /** The listeners that fit; or why none does. The reason is that of the listener that came nearest. */
    private Taken place(Route route, Ref ref, Parent parent) {
        List<Face> named =
                parent.points.stream().filter(point -> isNamed(ref, point)).toList();
        if (named.isEmpty()) {
            return Taken.not("NoMatchingParent", absent(ref, parent));
        }
        List<Face> fitting =
                named.stream().filter(point -> point.allowsKind(route.kind())).toList();
        String home = route.metadata().namespace();
        List<Face> allowing = fitting.stream()
                .filter(point -> point.allowsNamespace(home, directory))
                .toList();
        if (allowing.isEmpty()) {
            String why = fitting.isEmpty()
                    ? " takes routes of kind " + route.kind() + ": see protocol and allowedRoutes.kinds"
                    : " takes routes of namespace " + home + ": see allowedRoutes.namespaces";
            return Taken.not("NotAllowedByListeners", "no listener of " + parent.title() + why);
        }
        List<Taker> takers = allowing.stream()
                .map(point -> new Taker(point, common(point.host(), route.head().hostnames())))
                .filter(taker -> !taker.names.isEmpty())
                .toList();
        return takers.isEmpty()
                ? Taken.not(
                        "NoMatchingListenerHostname",
                        "hostnames: " + route.head().hostnames() + " match no listener of " + parent.title()
                                + " (expected: within "
                                + allowing.stream()
                                        .map(point -> point.host().value())
                                        .distinct()
                                        .toList() + ")")
                : new Taken(takers, title(ref, parent.key), null);
    }

    private static void serve(Route route, List<Taker> takers, Placed placed) {
        takers.forEach(taker -> placed.attach(taker.point, taker.names));
        if (!placed.issues().rejectsAll(route.size())) {
            takers.forEach(taker -> placed.count(taker.point));
        }
    }

    private static String absent(Ref ref, Parent parent) {
        if (parent.refusal != null) {
            return parent.title() + " is not accepted: " + parent.refusal;
        }
        List<String> there = parent.points.stream()
                .map(point -> point.listener().name() + ":" + point.listener().port())
                .toList();
        return parent.kind + " " + title(ref, parent.key) + ": no such listener (expected: one of "
                + String.join(", ", there) + ")";
    }

    private static boolean isNamed(Ref ref, Face point) {
        Integer port = ref.port();
        String section = ref.sectionName();
        return (section == null || section.equals(point.listener().name()))
                && (port == null || port == point.listener().port());
    }

    /** The names that both a listener and a route serve: the narrower of each matching pair. */
    static List<HostPattern> common(HostPattern listener, List<String> hostnames) {
        if (hostnames.isEmpty()) {
            return List.of(listener);
        }
        Set<HostPattern> names = new LinkedHashSet<>();
        for (String hostname : hostnames) {
            HostPattern name = new HostPattern(hostname);
            if (covers(listener, name)) {
                names.add(name);
            } else if (covers(name, listener)) {
                names.add(listener);
            }
        }
        return List.copyOf(names);
    }

    /** Whether every name of {@code narrow} is one of {@code wide}. */
    static boolean covers(HostPattern wide, HostPattern narrow) {
        if (narrow.isWildcard()) {
            return wide.isAny()
                    || wide.equals(narrow)
                    || (wide.isWildcard() && wide.matches(narrow.value().substring(2)));
        }
        return wide.matches(narrow.value());
    }

    static String title(Ref ref, String key) {
        String section = ref.sectionName() == null ? "" : "/" + ref.sectionName();
        return key + section + (ref.port() == null ? "" : ":" + ref.port());
    }
}
