package dev.windrose.translate;

import dev.windrose.model.Binding;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.Destination;
import dev.windrose.model.HostPattern;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Protocol;
import dev.windrose.model.RouteTableId;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.Security;
import dev.windrose.model.Security.ServerName;
import dev.windrose.model.Security.TlsSettings;
import dev.windrose.translate.AttachPoint.Speech;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Merges the listeners that share a port into what runs there. */
final class Sockets {
    private static final TlsSettings BYTES = new TlsSettings(true, List.of());

    private final List<ListenerSpec> sockets = new ArrayList<>();
    private final Map<RouteTableId, RouteTableSpec> tables = new LinkedHashMap<>();

    /**
     * A port that listeners share.
     *
     * @param policy what is settled before it is known whose connection it is, as the oldest Gateway of the port says it
     */
    private record Place(String name, Binding binding, ConnectionPolicy policy) {
        /** What it carries for some names. */
        Place named(ListenerId carrier, List<HostPattern> names) {
            return new Place(name, new Binding.Named(carrier, names), policy);
        }
    }

    List<ListenerSpec> sockets() {
        return sockets;
    }

    Map<RouteTableId, RouteTableSpec> tables() {
        return tables;
    }

    /** Adds what runs at one port; the points share it without conflict. */
    void add(String address, int port, List<AttachPoint> points) {
        ConnectionPolicy policy = Parameters.streams(points)
                .findFirst()
                .map(point -> point.policy)
                .orElse(ConnectionPolicy.DEFAULT);
        String name = (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
        Place place = new Place(name, new Binding.Port(address, port), policy);
        List<AttachPoint> udp = of(points, Speech.UDP);
        if (!udp.isEmpty()) {
            Protocol protocol = new Protocol.Udp(stream(udp.getFirst()));
            open("udp:" + name, place, new Security.Plaintext(), protocol);
        }
        List<AttachPoint> http = of(points, Speech.HTTP);
        List<AttachPoint> https = of(points, Speech.HTTPS);
        List<AttachPoint> tcp = of(points, Speech.TCP);
        List<AttachPoint> tls = of(points, Speech.TLS);
        if (!http.isEmpty()) {
            open(name, place, new Security.Plaintext(), addTable(name, http));
        } else if (!tls.isEmpty()) {
            openByName(place, https, tls);
        } else if (!https.isEmpty()) {
            open(name, place, terminate(https), addTable(name, https));
        } else if (!tcp.isEmpty()) {
            Protocol protocol = new Protocol.Tcp(stream(tcp.getFirst()));
            open(name, place, new Security.Plaintext(), protocol);
        }
    }

    private static List<AttachPoint> of(List<AttachPoint> points, Speech speech) {
        return points.stream().filter(point -> point.speech == speech).toList();
    }

    private void open(String name, Place place, Security security, Protocol protocol) {
        sockets.add(new ListenerSpec(new ListenerId(name), place.binding, security, protocol, place.policy));
    }

    private Protocol addTable(String name, List<AttachPoint> points) {
        RouteTableId id = new RouteTableId(name);
        tables.put(
                id,
                new RouteTableSpec(
                        id, points.stream().map(AttachPoint::toRoutes).toList()));
        return new Protocol.Http(id);
    }

    /** A ClientHello tells where a connection goes, before it is known whether TLS ends here. */
    private void openByName(Place place, List<AttachPoint> https, List<AttachPoint> tls) {
        ListenerId carrier = new ListenerId(place.name);
        open(place.name, place, new Security.Passthrough(), new Protocol.ByServerName());
        if (!https.isEmpty()) {
            List<HostPattern> names = https.stream().map(point -> point.host).toList();
            Place inside = place.named(carrier, names);
            open(place.name + "/https", inside, terminate(https), addTable(place.name, https));
        }
        List<AttachPoint> all = new ArrayList<>(https);
        all.addAll(tls);
        for (AttachPoint point : tls) {
            names(point, all).forEach((host, destination) -> {
                String name = place.name + "/" + point.name() + "/" + host.value();
                open(
                        name,
                        place.named(carrier, List.of(host)),
                        secured(point, destination),
                        new Protocol.Tcp(destination));
            });
        }
    }

    /** What is refused anyhow is refused before the handshake. */
    private static Security secured(AttachPoint point, Destination destination) {
        return point.isPassthrough() || destination instanceof Destination.Fail
                ? new Security.Passthrough()
                : new Security.Terminate(List.of(serverName(point)), BYTES, point.clients);
    }

    /** What a listener serves itself: names of a more specific listener are that one's, even if nothing is attached there. */
    private static Map<HostPattern, Destination> names(AttachPoint point, List<AttachPoint> all) {
        Map<HostPattern, Destination> names = new LinkedHashMap<>();
        point.streams().forEach((host, destination) -> {
            if (!point.yields(host, all)) {
                names.put(host, destination);
            }
        });
        names.putIfAbsent(
                point.host,
                new Destination.Fail(500, "listener " + point.name() + " has no route for the server name"));
        return names;
    }

    private static Security terminate(List<AttachPoint> points) {
        List<ServerName> names = points.stream().map(Sockets::serverName).toList();
        return new Security.Terminate(names, TlsSettings.DEFAULT, points.getFirst().clients);
    }

    private static ServerName serverName(AttachPoint point) {
        return new ServerName(point.host, point.certificates);
    }

    private static Destination stream(AttachPoint point) {
        return point.streams().values().stream()
                .findFirst()
                .orElse(new Destination.Fail(500, "listener " + point.name() + " has no route"));
    }
}
