package dev.windrose.translate;

import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.Listener;
import dev.windrose.documents.kind.Listener.RouteKind;
import dev.windrose.documents.kind.Metadata;
import dev.windrose.model.CertificateId;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.Destination;
import dev.windrose.model.HostPattern;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableSpec.ListenerRoutes;
import dev.windrose.model.RouteTableSpec.VirtualHost;
import dev.windrose.model.Security.ClientValidation;
import dev.windrose.translate.DocumentStatus.ListenerStatus;
import dev.windrose.translate.Listeners.Through;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private final Face face;
    private final Map<HostPattern, List<RouteSpec>> hosts = new LinkedHashMap<>();
    private final Map<HostPattern, Destination> streams = new LinkedHashMap<>();
    private Map<HostPattern, VirtualHost> last = Map.of();
    private int attached;
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

    AttachPoint(Gateway gateway, Document owner, Listener listener, Through through) {
        this.gateway = gateway;
        this.owner = owner;
        this.listener = listener;
        this.speech = Speech.of(listener.protocol());
        String name = listener.hostname();
        boolean named = name != null && (speech == Speech.HTTP || speech.isTls());
        this.host = named ? new HostPattern(Objects.requireNonNull(name)) : HostPattern.ANY;
        this.face = new Face(
                owner.kind() + " " + name() + " " + listener.at(),
                through,
                metadata().namespace(),
                listener,
                speech,
                host,
                fitting(speech.kinds(), listener.allowed().kinds()));
    }

    /** What routes see of it. */
    Face face() {
        return face;
    }

    /** Begins a translation: no routes are attached yet. */
    void start() {
        hosts.clear();
        streams.clear();
        attached = 0;
    }

    boolean isPassthrough() {
        return face.isPassthrough();
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

    /** Adds a route's rules under names that both sides serve. */
    void attach(List<HostPattern> names, List<RouteSpec> rules) {
        for (HostPattern name : names) {
            hosts.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(rules);
        }
    }

    /** Carries connections or datagrams to a destination, unless an older route does. */
    void attach(List<HostPattern> names, Destination destination) {
        names.forEach(name -> streams.putIfAbsent(name, destination));
    }

    /** Counts a route that is accepted. */
    void count() {
        attached++;
    }

    Metadata metadata() {
        return owner.metadata();
    }

    String name() {
        return metadata().key() + "/" + listener.name();
    }

    /** Its routes; hosts that say what they said at the last translation are the same objects. */
    ListenerRoutes toRoutes() {
        Map<HostPattern, VirtualHost> now = LinkedHashMap.newLinkedHashMap(hosts.size());
        hosts.forEach((name, routes) -> {
            VirtualHost before = last.get(name);
            now.put(name, before != null && isSame(before.routes(), routes) ? before : new VirtualHost(name, routes));
        });
        last = now;
        return new ListenerRoutes(name(), host, List.copyOf(now.values()));
    }

    @SuppressWarnings("ReferenceEquality") // equal ones would be right too, but cost more to compare
    private static boolean isSame(List<RouteSpec> before, List<RouteSpec> now) {
        boolean same = before.size() == now.size();
        for (int i = 0; same && i < now.size(); i++) {
            same = before.get(i) == now.get(i);
        }
        return same;
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
        return new ListenerStatus(listener.name(), attached, face.kinds(), conditions);
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
