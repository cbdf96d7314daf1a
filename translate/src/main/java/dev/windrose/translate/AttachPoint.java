package dev.windrose.translate;

import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.Gateway.Listener;
import dev.windrose.documents.kind.Gateway.RouteKind;
import dev.windrose.documents.kind.LabelSelector;
import dev.windrose.model.CertificateId;
import dev.windrose.model.HostPattern;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableSpec.ListenerRoutes;
import dev.windrose.model.RouteTableSpec.VirtualHost;
import dev.windrose.translate.DocumentStatus.ListenerStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One Gateway listener while routes attach to it: what it allows, what is wrong with it, and its routes so far. */
final class AttachPoint {
    static final RouteKind HTTP_ROUTE = new RouteKind("gateway.networking.k8s.io", "HTTPRoute");

    final Gateway gateway;
    final Listener listener;
    final HostPattern host;
    /** Certificates of an HTTPS listener, resolved. */
    final List<CertificateId> certificates = new ArrayList<>();

    private final Map<HostPattern, List<RouteSpec>> hosts = new LinkedHashMap<>();
    /** Host name and route, so that two parent references to one listener add its rules once. */
    private final Set<String> placed = new HashSet<>();

    private final Set<String> attached = new HashSet<>();
    private @Nullable Condition accepted;
    private @Nullable Condition resolved;
    private @Nullable Condition conflicted;

    AttachPoint(Gateway gateway, Listener listener) {
        this.gateway = gateway;
        this.listener = listener;
        String name = listener.hostname();
        this.host = name == null ? HostPattern.ANY : new HostPattern(name);
    }

    boolean secured() {
        return listener.protocol().equals("HTTPS");
    }

    boolean isHttp() {
        return secured() || listener.protocol().equals("HTTP");
    }

    void refuse(String reason, String message) {
        if (accepted == null) {
            accepted = Condition.no("Accepted", reason, message);
        }
    }

    void conflict(String reason, String message) {
        refuse(reason, message);
        if (conflicted == null) {
            conflicted = Condition.yes("Conflicted", reason, message);
        }
    }

    void unresolved(String reason, String message) {
        if (resolved == null) {
            resolved = Condition.no("ResolvedRefs", reason, message);
        }
    }

    boolean isAccepted() {
        return accepted == null;
    }

    /** Whether requests reach it: accepted, and with a certificate if it needs one. */
    boolean isProgrammed() {
        return isAccepted() && (!secured() || !certificates.isEmpty());
    }

    boolean allowsKind() {
        List<RouteKind> kinds = listener.allowed().kinds();
        return isHttp() && (kinds.isEmpty() || kinds.contains(HTTP_ROUTE));
    }

    boolean allowsNamespace(String namespace, Directory directory) {
        LabelSelector selector = listener.allowed().selector();
        return switch (listener.allowed().from()) {
            case "All" -> true;
            case "None" -> false;
            case "Selector" -> selector != null && selector.matches(directory.namespaceLabels(namespace));
            default -> namespace.equals(gateway.metadata().namespace());
        };
    }

    /** Adds a route's rules under the names that both sides serve; again for the same route only new names count. */
    void attach(String route, List<HostPattern> names, List<RouteSpec> rules) {
        for (HostPattern name : names) {
            if (placed.add(name.value() + " " + route)) {
                hosts.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(rules);
            }
        }
    }

    /** Counts a route that is accepted. */
    void count(String route) {
        attached.add(route);
    }

    String name() {
        return gateway.metadata().key() + "/" + listener.name();
    }

    ListenerRoutes toRoutes() {
        List<VirtualHost> list = new ArrayList<>();
        hosts.forEach((name, routes) -> list.add(new VirtualHost(name, routes)));
        return new ListenerRoutes(name(), host, list);
    }

    ListenerStatus toStatus() {
        List<Condition> conditions = new ArrayList<>();
        conditions.add(accepted == null ? Condition.yes("Accepted") : accepted);
        conditions.add(resolved == null ? Condition.yes("ResolvedRefs") : resolved);
        conditions.add(programmed());
        if (conflicted != null) {
            conditions.add(conflicted);
        }
        List<String> kinds = allowsKind() ? List.of("HTTPRoute") : List.of();
        return new ListenerStatus(listener.name(), attached.size(), kinds, conditions);
    }

    private Condition programmed() {
        if (isProgrammed()) {
            return Condition.yes("Programmed");
        }
        Condition cause = accepted != null ? accepted : resolved;
        return cause == null
                ? Condition.no("Programmed", "Invalid", "no certificate")
                : Condition.no("Programmed", accepted != null ? "Invalid" : cause.reason(), cause.message());
    }
}
