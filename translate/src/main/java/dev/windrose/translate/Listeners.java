package dev.windrose.translate;

import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.Gateway.Listener;
import dev.windrose.documents.kind.Gateway.RouteKind;
import dev.windrose.documents.kind.Gateway.Tls;
import dev.windrose.documents.kind.GatewayClass;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.yaml.DidYouMean;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.model.Binding;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Protocol;
import dev.windrose.model.RouteTableId;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.RouteTableSpec.ListenerRoutes;
import dev.windrose.model.Security;
import dev.windrose.model.Security.ServerName;
import dev.windrose.model.Security.TlsSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Turns the listeners of our Gateways into attach points, finds conflicts, and merges those of one port into one socket. */
final class Listeners {
    static final String CONTROLLER = "windrose.dev/gateway-controller";
    private static final List<String> LATER = List.of("TLS", "TCP", "UDP");

    private final Directory directory;
    private final Draft draft;
    private final Certificates certificates;
    private final Addresses addresses;
    /** By gateway; gateways oldest first, listeners in document order. */
    private final Map<String, List<AttachPoint>> points = new LinkedHashMap<>();

    Listeners(Directory directory, Draft draft, Certificates certificates, Addresses addresses) {
        this.directory = directory;
        this.draft = draft;
        this.certificates = certificates;
        this.addresses = addresses;
        for (Gateway gateway : directory.all(Gateway.class, "Gateway")) {
            if (isOurs(gateway)) {
                points.put(gateway.metadata().key(), open(gateway));
            }
        }
        findConflicts();
    }

    /** Whether the gateway's class is ours. In files a class needs no document when it is named windrose, or not at all. */
    private boolean isOurs(Gateway gateway) {
        String name = Objects.requireNonNullElse(gateway.className(), "windrose");
        GatewayClass document = directory.find(GatewayClass.class, "GatewayClass", name);
        if (document != null) {
            return document.controllerName().equals(CONTROLLER);
        }
        if (name.equals("windrose")) {
            return true;
        }
        List<String> known = new ArrayList<>(List.of("windrose"));
        directory
                .all(GatewayClass.class, "GatewayClass")
                .forEach(c -> known.add(c.metadata().name()));
        draft.report(Problem.warning(
                        gateway.metadata().at(),
                        "unknown-class",
                        "gatewayClassName: " + name + ": no such GatewayClass, the Gateway is left alone")
                .withHint(DidYouMean.hint(name, known)));
        return false;
    }

    private List<AttachPoint> open(Gateway gateway) {
        List<AttachPoint> opened = new ArrayList<>();
        for (Listener listener : gateway.listeners()) {
            AttachPoint point = new AttachPoint(gateway, listener);
            String broken = listener.broken();
            if (broken != null) {
                point.refuse("Invalid", broken);
            } else {
                check(point);
            }
            opened.add(point);
        }
        return opened;
    }

    private void check(AttachPoint point) {
        Listener listener = point.listener;
        if (!point.isHttp()) {
            unsupported(point);
            return;
        }
        for (RouteKind kind : listener.allowed().kinds()) {
            if (!kind.equals(AttachPoint.HTTP_ROUTE)) {
                point.unresolved("InvalidRouteKinds", "allowedRoutes.kinds: " + kind.kind() + " (expected: HTTPRoute)");
                draft.warning(
                        listener.at(),
                        "unsupported-kind",
                        "allowedRoutes.kinds: " + kind.kind() + " (expected: HTTPRoute)");
            }
        }
        if (point.secured()) {
            resolveCertificates(point);
        } else if (listener.tls() != null) {
            draft.warning(
                    listener.at(),
                    "unused-field",
                    "listener " + listener.name() + ": tls has no effect with protocol HTTP");
        }
    }

    private void unsupported(AttachPoint point) {
        String protocol = point.listener.protocol();
        String message = "protocol: " + protocol
                + (LATER.contains(protocol) ? " is not supported yet" : " (expected: HTTP or HTTPS)");
        point.refuse("UnsupportedProtocol", message);
        draft.report(Problem.error(point.listener.at(), "unsupported-protocol", message)
                .withHint(LATER.contains(protocol) ? null : DidYouMean.hint(protocol, List.of("HTTPS", "HTTP"))));
    }

    private void resolveCertificates(AttachPoint point) {
        Tls tls = point.listener.tls();
        if (tls != null && tls.mode().equals("Passthrough")) {
            point.refuse("UnsupportedValue", "tls.mode: Passthrough (expected: Terminate for protocol HTTPS)");
            draft.error(
                    point.listener.at(),
                    "unsupported-value",
                    "tls.mode: Passthrough (expected: Terminate for protocol HTTPS)");
            return;
        }
        if (tls == null || tls.certificateRefs().isEmpty()) {
            String message = "listener " + point.listener.name() + ": tls.certificateRefs missing (expected: a Secret)";
            point.unresolved("InvalidCertificateRef", message);
            draft.error(point.listener.at(), "missing-field", message);
            return;
        }
        for (Ref ref : tls.certificateRefs()) {
            Certificates.Found found =
                    certificates.find(ref, "Gateway", point.gateway.metadata().namespace());
            Unresolved problem = found.problem();
            if (found.id() != null) {
                point.certificates.add(found.id());
            } else if (problem != null) {
                point.unresolved(problem.reason(), problem.message());
            }
        }
    }

    /** Within one Gateway nobody wins; between Gateways the older does. */
    private void findConflicts() {
        Map<Integer, List<AttachPoint>> settled = new TreeMap<>();
        for (List<AttachPoint> own : points.values()) {
            for (AttachPoint a : own) {
                own.stream().filter(b -> b != a).forEach(b -> compare(a, b));
            }
            for (AttachPoint a : own) {
                settled.getOrDefault(a.listener.port(), List.of()).stream()
                        .filter(older -> addresses.of(a.gateway).overlaps(addresses.of(older.gateway)))
                        .forEach(older -> compare(a, older));
            }
            own.stream()
                    .filter(AttachPoint::isAccepted)
                    .forEach(a -> settled.computeIfAbsent(a.listener.port(), _ -> new ArrayList<>())
                            .add(a));
        }
    }

    /** Marks {@code loser} if it cannot share its port with another. */
    private void compare(AttachPoint loser, AttachPoint other) {
        if (loser.listener.broken() != null || other.listener.broken() != null) {
            return;
        }
        if (loser.listener.port() != other.listener.port() || !other.isHttp() || !loser.isHttp()) {
            return;
        }
        String where = "port " + loser.listener.port() + " of listener " + other.name();
        if (loser.secured() != other.secured()) {
            conflict(loser, "ProtocolConflict", where + " speaks " + other.listener.protocol());
        } else if (loser.host.equals(other.host)) {
            conflict(loser, "HostnameConflict", where + " has the same hostname");
        }
    }

    private void conflict(AttachPoint loser, String reason, String message) {
        loser.conflict(reason, message);
        draft.error(loser.listener.at(), "listener-conflict", "listener " + loser.listener.name() + ": " + message);
    }

    /** The attach points of a gateway of ours; empty for others. */
    List<AttachPoint> of(String gateway) {
        return points.getOrDefault(gateway, List.of());
    }

    boolean serves(String gateway) {
        return points.containsKey(gateway);
    }

    Map<String, List<AttachPoint>> all() {
        return points;
    }

    /** Fills in sockets and route tables, by address and port. */
    void finish(List<ListenerSpec> sockets, Map<RouteTableId, RouteTableSpec> tables) {
        Map<Binding.Port, List<AttachPoint>> bySocket =
                new TreeMap<>(Comparator.comparing(Binding.Port::address).thenComparingInt(Binding.Port::port));
        for (List<AttachPoint> own : points.values()) {
            for (AttachPoint point :
                    own.stream().filter(AttachPoint::isProgrammed).toList()) {
                for (String address : addresses.of(point.gateway).listen()) {
                    Binding.Port socket = new Binding.Port(address, point.listener.port());
                    bySocket.computeIfAbsent(socket, _ -> new ArrayList<>()).add(point);
                }
            }
        }
        bySocket.forEach((socket, list) -> {
            String address = socket.address();
            String name = (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + socket.port();
            RouteTableId table = new RouteTableId(name);
            List<ListenerRoutes> routes =
                    list.stream().map(AttachPoint::toRoutes).toList();
            tables.put(table, new RouteTableSpec(table, routes));
            sockets.add(new ListenerSpec(
                    new ListenerId(name), socket, security(list), new Protocol.Http(table), ConnectionPolicy.DEFAULT));
        });
    }

    private static Security security(List<AttachPoint> list) {
        if (!list.getFirst().secured()) {
            return new Security.Plaintext();
        }
        List<ServerName> names = list.stream()
                .map(point -> new ServerName(point.host, point.certificates))
                .toList();
        return new Security.Terminate(names, TlsSettings.DEFAULT);
    }
}
