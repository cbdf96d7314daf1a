package dev.windrose.translate;

import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.HttpRoute;
import dev.windrose.documents.kind.Ref;
import dev.windrose.model.HostPattern;
import dev.windrose.model.RouteSpec;
import dev.windrose.translate.DocumentStatus.ParentStatus;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Attaches routes to the listeners of their parents. */
final class Attachments {
    private final Directory directory;
    private final Draft draft;
    private final Listeners listeners;

    Attachments(Directory directory, Draft draft, Listeners listeners) {
        this.directory = directory;
        this.draft = draft;
        this.listeners = listeners;
    }

    /** Attaches one route to all its parents; the statuses of those that are ours. */
    List<ParentStatus> attach(HttpRoute route, List<RouteSpec> rules, RouteIssues issues) {
        if (route.parentRefs().isEmpty()) {
            draft.warning(
                    route.metadata().at(),
                    "no-parent",
                    "HTTPRoute " + route.metadata().key()
                            + ": parentRefs missing (expected: a Gateway), it takes no requests");
        }
        List<ParentStatus> statuses = new ArrayList<>();
        for (Ref ref : route.parentRefs()) {
            ParentStatus status = parent(route, ref, rules, issues);
            if (status != null) {
                statuses.add(status);
            }
        }
        return statuses;
    }

    private @Nullable ParentStatus parent(HttpRoute route, Ref ref, List<RouteSpec> rules, RouteIssues issues) {
        if (!ref.kindOr("Gateway").equals("Gateway")
                || !ref.groupOr("gateway.networking.k8s.io").equals("gateway.networking.k8s.io")) {
            draft.warning(
                    ref.at(),
                    "unsupported-kind",
                    "parentRefs: kind " + ref.kindOr("Gateway") + " is not supported yet, has no effect");
            return null;
        }
        String key = ref.namespaceOr(route.metadata().namespace()) + "/" + ref.name();
        if (!listeners.serves(key)) {
            return foreign(ref, key, issues);
        }
        Unresolved refusal = place(route, ref, key, rules, issues);
        if (refusal == null) {
            return new ParentStatus(
                    title(ref, key), issues.conditions(route.rules().size()));
        }
        draft.error(ref.at(), "not-attached", "HTTPRoute " + route.metadata().key() + ": " + refusal.message());
        return refused(ref, key, refusal, issues);
    }

    private static ParentStatus refused(Ref ref, String key, Unresolved why, RouteIssues issues) {
        Condition accepted = Condition.no("Accepted", why.reason(), why.message());
        return new ParentStatus(title(ref, key), List.of(accepted, issues.resolved()));
    }

    /** A gateway of another class is no business of ours; a missing one is a mistake. */
    private @Nullable ParentStatus foreign(Ref ref, String key, RouteIssues issues) {
        if (directory.find(Gateway.class, "Gateway", key) != null) {
            return null;
        }
        String message = "parentRefs: " + directory.absence("Gateway", key);
        draft.error(ref.at(), "parent-not-found", message);
        return refused(ref, key, new Unresolved("NoMatchingParent", message), issues);
    }

    /** Attaches to each listener that fits; why none did, or null. The reason is that of the listener that came nearest. */
    private @Nullable Unresolved place(
            HttpRoute route, Ref ref, String key, List<RouteSpec> rules, RouteIssues issues) {
        boolean found = false;
        boolean allowed = false;
        boolean attached = false;
        for (AttachPoint point : listeners.of(key)) {
            if (!isNamed(ref, point)) {
                continue;
            }
            found = true;
            if (!point.allowsKind() || !point.allowsNamespace(route.metadata().namespace(), directory)) {
                continue;
            }
            allowed = true;
            List<HostPattern> names = common(point.host, route.hostnames());
            if (!names.isEmpty()) {
                point.attach(route.metadata().key(), names, rules);
                if (!issues.rejectsAll(route.rules().size())) {
                    point.count(route.metadata().key());
                }
                attached = true;
            }
        }
        if (attached) {
            return null;
        }
        if (allowed) {
            return new Unresolved(
                    "NoMatchingListenerHostname",
                    "hostnames: " + route.hostnames() + " match no listener of Gateway " + key);
        }
        return found
                ? new Unresolved(
                        "NotAllowedByListeners", "no listener of Gateway " + key + " allows it: see allowedRoutes")
                : new Unresolved("NoMatchingParent", "Gateway " + title(ref, key) + ": no such listener");
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

    private static boolean covers(HostPattern wide, HostPattern narrow) {
        if (narrow.isWildcard()) {
            return wide.isAny()
                    || wide.equals(narrow)
                    || (wide.isWildcard() && wide.matches(narrow.value().substring(2)));
        }
        return wide.matches(narrow.value());
    }

    private static String title(Ref ref, String key) {
        String section = ref.sectionName() == null ? "" : "/" + ref.sectionName();
        return key + section + (ref.port() == null ? "" : ":" + ref.port());
    }
}
