package dev.windrose.translate;

import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.Listener;
import dev.windrose.documents.kind.Listener.RouteKind;
import dev.windrose.documents.kind.Listener.Tls;
import dev.windrose.documents.kind.Metadata;
import dev.windrose.documents.kind.Namespaces;
import dev.windrose.model.CertificateId;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.Destination;
import dev.windrose.model.HostPattern;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableSpec.ListenerRoutes;
import dev.windrose.model.RouteTableSpec.VirtualHost;
import dev.windrose.model.Security.ClientValidation;
import dev.windrose.translate.DocumentStatus.ListenerStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One listener of a Gateway or ListenerSet while routes attach to it: what it allows, what is wrong with it, and its routes so far. */
final class AttachPoint {
    static final String GROUP = "gateway.networking.k8s.io";

    final Gateway gateway;
    /** The Gateway or the ListenerSet that has the listener. */
    final Document owner;

    final Listener listener;
    final Speech speech;
    final HostPattern host;
    /** Certificates of a listener that ends TLS, resolved. */
    final List<CertificateId> certificates = new ArrayList<>();

    @Nullable
    ClientValidation clients;

    ConnectionPolicy policy = ConnectionPolicy.DEFAULT;

    private final Map<HostPattern, List<RouteSpec>> hosts = new LinkedHashMap<>();
    private final Map<HostPattern, Destination> streams = new LinkedHashMap<>();
    /** Host name and route, so that two parent references to one listener add its rules once. */
    private final Set<String> placed = new HashSet<>();

    private final Set<String> attached = new HashSet<>();
    private final List<RouteKind> kinds;
    private @Nullable Condition accepted;
    private @Nullable Condition resolved;
    private @Nullable Condition conflicted;
    private @Nullable Condition overlapping;
    private @Nullable Condition unreachable;

    /** What is spoken at a listener, with the kinds of routes that fit. */
    enum Speech {
        HTTP("HTTPRoute", "GRPCRoute"),
        HTTPS("HTTPRoute", "GRPCRoute"),
        TLS("TLSRoute"),
        TCP("TCPRoute"),
        UDP("UDPRoute"),
        UNKNOWN();

        private final String names;

        Speech(String... kinds) {
            this.names = String.join(" ", kinds);
        }

        /** Kinds of routes that it can carry. */
        List<RouteKind> kinds() {
            return names.isEmpty()
                    ? List.of()
                    : Stream.of(names.split(" ", -1))
                            .map(kind -> new RouteKind(GROUP, kind))
                            .toList();
        }

        static Speech of(String protocol) {
            return switch (protocol) {
                case "HTTP" -> HTTP;
                case "HTTPS" -> HTTPS;
                case "TLS" -> TLS;
                case "TCP" -> TCP;
                case "UDP" -> UDP;
                default -> UNKNOWN;
            };
        }

        /** Whether it begins with a ClientHello. */
        boolean isTls() {
            return this == HTTPS || this == TLS;
        }
    }

    AttachPoint(Gateway gateway, Document owner, Listener listener) {
        this.gateway = gateway;
        this.owner = owner;
        this.listener = listener;
        this.speech = Speech.of(listener.protocol());
        String name = listener.hostname();
        boolean named = name != null && (speech == Speech.HTTP || speech.isTls());
        this.kinds = fitting(speech.kinds(), listener.allowed().kinds());
        this.host = named ? new HostPattern(Objects.requireNonNull(name)) : HostPattern.ANY;
    }

    /** Whether TLS goes through unopened. */
    boolean isPassthrough() {
        Tls tls = listener.tls();
        return speech == Speech.TLS && tls != null && tls.mode().equals("Passthrough");
    }

    /** Whether TLS ends here. */
    boolean isTerminated() {
        return speech.isTls() && !isPassthrough();
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

    void overlaps(String message) {
        if (overlapping == null) {
            overlapping = Condition.yes("OverlappingTLSConfig", "OverlappingHostnames", message);
        }
    }

    /** Nothing is wrong with it, but its gateway has no address. */
    void unreachable(Condition why) {
        unreachable = Condition.no("Programmed", "Pending", why.message());
    }

    boolean isAccepted() {
        return accepted == null;
    }

    boolean isConflicted() {
        return conflicted != null;
    }

    boolean isResolved() {
        return resolved == null;
    }

    /** Whether it lacks nothing but perhaps an address: accepted, and with a certificate if it needs one. */
    boolean isWhole() {
        return isAccepted() && (!isTerminated() || !certificates.isEmpty());
    }

    /** Whether traffic reaches it: whole, and with an address. */
    boolean isProgrammed() {
        return isWhole() && unreachable == null;
    }

    private static List<RouteKind> fitting(List<RouteKind> spoken, List<RouteKind> asked) {
        return asked.isEmpty()
                ? spoken
                : asked.stream().filter(spoken::contains).distinct().toList();
    }

    /** The kinds of routes that fit both what is spoken and what the listener asks for. */
    List<RouteKind> kinds() {
        return kinds;
    }

    boolean allowsKind(String kind) {
        return kinds().contains(new RouteKind(GROUP, kind));
    }

    boolean allowsNamespace(String namespace, Directory directory) {
        Namespaces namespaces = listener.allowed().namespaces();
        boolean own = namespace.equals(metadata().namespace());
        return namespaces.allow(own, directory.namespaceLabels(namespace));
    }

    /** Adds a route's rules under the names that both sides serve; again for the same route only new names count. */
    void attach(String route, List<HostPattern> names, List<RouteSpec> rules) {
        for (HostPattern name : names) {
            if (placed.add(name.value() + " " + route)) {
                hosts.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(rules);
            }
        }
    }

    /** Carries connections or datagrams to a destination, unless an older route does. */
    void attach(List<HostPattern> names, Destination destination) {
        names.forEach(name -> streams.putIfAbsent(name, destination));
    }

    /** Counts a route that is accepted. */
    void count(String route) {
        attached.add(route);
    }

    Metadata metadata() {
        return owner.metadata();
    }

    String name() {
        return metadata().key() + "/" + listener.name();
    }

    ListenerRoutes toRoutes() {
        List<VirtualHost> list = new ArrayList<>();
        hosts.forEach((name, routes) -> list.add(new VirtualHost(name, routes)));
        return new ListenerRoutes(name(), host, list);
    }

    /** Destinations by server name; of TCP and UDP at most one, for any. */
    Map<HostPattern, Destination> streams() {
        return streams;
    }

    /** Whether a name that this serves is rather another listener's of the port: that one is more specific. */
    boolean yields(HostPattern name, List<AttachPoint> others) {
        return others.stream()
                .anyMatch(other ->
                        other != this && Attachments.covers(other.host, name) && !Attachments.covers(other.host, host));
    }

    ListenerStatus toStatus() {
        List<Condition> conditions = new ArrayList<>();
        conditions.add(accepted == null ? Condition.yes("Accepted") : accepted);
        conditions.add(resolved == null ? Condition.yes("ResolvedRefs") : resolved);
        conditions.add(programmed());
        if (conflicted != null) {
            conditions.add(conflicted);
        }
        if (overlapping != null) {
            conditions.add(overlapping);
        }
        return new ListenerStatus(listener.name(), attached.size(), kinds(), conditions);
    }

    private Condition programmed() {
        if (isProgrammed()) {
            return Condition.yes("Programmed");
        }
        if (accepted != null) {
            return Condition.no("Programmed", conflicted == null ? "Invalid" : accepted.reason(), accepted.message());
        }
        if (unreachable != null) {
            return unreachable;
        }
        return Condition.no("Programmed", "Invalid", resolved == null ? "no certificate" : resolved.message());
    }
}
