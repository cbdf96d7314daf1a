package dev.windrose.translate;

import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.ListenerSet;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.kind.Route;
import dev.windrose.model.HostPattern;
import dev.windrose.translate.DocumentStatus.ParentStatus;
import dev.windrose.translate.Listeners.Added;
import dev.windrose.translate.Listeners.Opened;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Attaches routes to the listeners of their parents. */
final class Attachments {
    private final Directory directory;
    private final Draft draft;
    private final Listeners listeners;
    private final @Nullable Frontends frontends;

    /** {@code frontends} are null without a mesh. */
    Attachments(Directory directory, Draft draft, Listeners listeners, @Nullable Frontends frontends) {
        this.directory = directory;
        this.draft = draft;
        this.listeners = listeners;
        this.frontends = frontends;
    }

    /** What a route brings to each listener that takes it. */
    interface Placed {
        void attach(AttachPoint point, List<HostPattern> names);

        /** What is wrong with the route, once it was translated for all that take it. */
        RouteIssues issues();
    }

    /** A parent's listeners, of which a reference may name some; {@code refusal} is why it has none, or null. */
    private record Parent(
            String kind,
            String key,
            List<AttachPoint> points,
            @Nullable String refusal) {
        String title() {
            return kind + " " + key;
        }
    }

    /** Attaches one route to all its parents; the statuses of those that are ours. */
    List<ParentStatus> attach(Route route, Placed placed) {
        Route.Head head = route.head();
        if (head.parentRefs().isEmpty() && !head.byDefault()) {
            draft.warning(
                    route.metadata().at(),
                    "no-parent",
                    route.kind() + " " + route.metadata().key()
                            + ": parentRefs missing (expected: a Gateway), it takes no requests");
        }
        List<ParentStatus> statuses = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (Ref ref : head.parentRefs()) {
            if (ref.kindOr("Gateway").equals("Gateway")) {
                named.add(ref.namespaceOr(route.metadata().namespace()) + "/" + ref.name());
            }
            ParentStatus status = parent(route, ref, placed);
            if (status != null) {
                statuses.add(status);
            }
        }
        if (head.byDefault()) {
            defaults(route, named, placed, statuses);
        }
        return statuses;
    }

    private void defaults(Route route, Set<String> named, Placed placed, List<ParentStatus> statuses) {
        for (Opened opened : listeners.gateways()) {
            if (opened.gateway.takesDefaults() && !named.contains(opened.key())) {
                Ref ref = new Ref(
                        null,
                        null,
                        opened.gateway.metadata().namespace(),
                        opened.gateway.metadata().name(),
                        null,
                        null,
                        route.metadata().at());
                statuses.add(take(route, ref, new Parent("Gateway", opened.key(), opened.own, null), placed));
            }
        }
    }

    private @Nullable ParentStatus parent(Route route, Ref ref, Placed placed) {
        if (Frontends.isService(ref)) {
            return frontends == null ? meshless(ref) : frontends.status(route, ref);
        }
        String kind = ref.kindOr("Gateway");
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
        Parent parent = kind.equals("Gateway") ? gateway(key) : set(key);
        return parent == null ? foreign(ref, kind, key, placed) : take(route, ref, parent, placed);
    }

    /** Who is no mesh does not accept what only a mesh can do. */
    private @Nullable ParentStatus meshless(Ref ref) {
        draft.warning(
                ref.at(),
                "unsupported-kind",
                "parentRefs: kind Service has no effect (expected: an XMesh with controllerName " + Listeners.CONTROLLER
                        + ")");
        return null;
    }

    private @Nullable Parent gateway(String key) {
        Opened opened = listeners.gateway(key);
        return opened == null ? null : new Parent("Gateway", key, opened.own, null);
    }

    private @Nullable Parent set(String key) {
        Added added = listeners.set(key);
        if (added == null) {
            return null;
        }
        Unresolved refusal = added.refusal();
        return new Parent("ListenerSet", key, added.points(), refusal == null ? null : refusal.message());
    }

    private ParentStatus take(Route route, Ref ref, Parent parent, Placed placed) {
        Unresolved refusal = place(route, ref, parent, placed);
        if (refusal == null) {
            return new ParentStatus(ref, title(ref, parent.key), placed.issues().conditions(route.size()));
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

    /** A parent of another class is no business of ours; a missing one is a mistake. */
    private @Nullable ParentStatus foreign(Ref ref, String kind, String key, Placed placed) {
        boolean there = kind.equals("Gateway")
                ? directory.find(Gateway.class, kind, key) != null
                : directory.find(ListenerSet.class, kind, key) != null;
        if (there) {
            return null;
        }
        String message = "parentRefs: " + directory.absence(kind, key);
        draft.error(ref.at(), "parent-not-found", message);
        return refused(ref, key, new Unresolved("NoMatchingParent", message), placed);
    }

    /** Attaches to each listener that fits; why none did, or null. The reason is that of the listener that came nearest. */
    private @Nullable Unresolved place(Route route, Ref ref, Parent parent, Placed placed) {
        List<AttachPoint> named =
                parent.points.stream().filter(point -> isNamed(ref, point)).toList();
        if (named.isEmpty()) {
            return new Unresolved("NoMatchingParent", absent(ref, parent));
        }
        List<AttachPoint> fitting =
                named.stream().filter(point -> point.allowsKind(route.kind())).toList();
        String home = route.metadata().namespace();
        List<AttachPoint> allowing = fitting.stream()
                .filter(point -> point.allowsNamespace(home, directory))
                .toList();
        if (allowing.isEmpty()) {
            String why = fitting.isEmpty()
                    ? " takes routes of kind " + route.kind() + ": see protocol and allowedRoutes.kinds"
                    : " takes routes of namespace " + home + ": see allowedRoutes.namespaces";
            return new Unresolved("NotAllowedByListeners", "no listener of " + parent.title() + why);
        }
        return serve(route, allowing, placed)
                ? null
                : new Unresolved(
                        "NoMatchingListenerHostname",
                        "hostnames: " + route.head().hostnames() + " match no listener of " + parent.title()
                                + " (expected: within "
                                + allowing.stream()
                                        .map(point -> point.host.value())
                                        .distinct()
                                        .toList() + ")");
    }

    /** Attaches to the listeners that serve any of its names; whether there is one. */
    private static boolean serve(Route route, List<AttachPoint> allowing, Placed placed) {
        List<AttachPoint> takers = new ArrayList<>();
        for (AttachPoint point : allowing) {
            List<HostPattern> names = common(point.host, route.head().hostnames());
            if (!names.isEmpty()) {
                placed.attach(point, names);
                takers.add(point);
            }
        }
        if (!takers.isEmpty() && !placed.issues().rejectsAll(route.size())) {
            takers.forEach(
                    point -> point.count(route.kind() + " " + route.metadata().key()));
        }
        return !takers.isEmpty();
    }

    private static String absent(Ref ref, Parent parent) {
        if (parent.refusal != null) {
            return parent.title() + " is not accepted: " + parent.refusal;
        }
        List<String> there = parent.points.stream()
                .map(point -> point.listener.name() + ":" + point.listener.port())
                .toList();
        return parent.kind + " " + title(ref, parent.key) + ": no such listener (expected: one of "
                + String.join(", ", there) + ")";
    }

    private static boolean isNamed(Ref ref, AttachPoint point) {
        Integer port = ref.port();
        String section = ref.sectionName();
        return (section == null || section.equals(point.listener.name()))
                && (port == null || port == point.listener.port());
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
