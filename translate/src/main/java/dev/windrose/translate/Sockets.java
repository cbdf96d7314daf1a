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
    /** Of the port that is being added. */
    private ConnectionPolicy policy = ConnectionPolicy.DEFAULT;

    List<ListenerSpec> sockets() {
        return sockets;
    }

    Map<RouteTableId, RouteTableSpec> tables() {
        return tables;
    }

    /** Adds what runs at one port; the points share it without conflict. */
    void add(String address, int port, List<AttachPoint> points) {
        policy = Parameters.streams(points)
                .findFirst()
                .map(point -> point.policy)
                .orElse(ConnectionPolicy.DEFAULT);
        String place = (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
        Binding binding = new Binding.Port(address, port);
        List<AttachPoint> udp = of(points, Speech.UDP);
        if (!udp.isEmpty()) {
            Protocol protocol = new Protocol.Udp(stream(udp.getFirst()));
            open("udp:" + place, binding, new Security.Plaintext(), protocol);
        }
        List<AttachPoint> http = of(points, Speech.HTTP);
        List<AttachPoint> https = of(points, Speech.HTTPS);
        List<AttachPoint> tcp = of(points, Speech.TCP);
        List<AttachPoint> tls = of(points, Speech.TLS);
        if (!http.isEmpty()) {
            open(place, binding, new Security.Plaintext(), http(place, http));
        } else if (!tls.isEmpty()) {
            byName(place, binding, https, tls);
        } else if (!https.isEmpty()) {
            open(place, binding, terminate(https), http(place, https));
        } else if (!tcp.isEmpty()) {
            Protocol protocol = new Protocol.Tcp(stream(tcp.getFirst()));
            open(place, binding, new Security.Plaintext(), protocol);
        }
    }

    private static List<AttachPoint> of(List<AttachPoint> points, Speech speech) {
        return points.stream().filter(point -> point.speech == speech).toList();
    }

    /** What is settled before it is known whose connection it is, the oldest Gateway of the port says. */
    private void open(String name, Binding binding, Security security, Protocol protocol) {
        sockets.add(new ListenerSpec(new ListenerId(name), binding, security, protocol, policy));
    }

    private Protocol http(String place, List<AttachPoint> points) {
        RouteTableId id = new RouteTableId(place);
        tables.put(
                id,
                new RouteTableSpec(
                        id, points.stream().map(AttachPoint::toRoutes).toList()));
        return new Protocol.Http(id);
    }

    /** A ClientHello tells where a connection goes, before it is known whether TLS ends here. */
    private void byName(String place, Binding binding, List<AttachPoint> https, List<AttachPoint> tls) {
        ListenerId carrier = new ListenerId(place);
        open(place, binding, new Security.Passthrough(), new Protocol.ByServerName());
        if (!https.isEmpty()) {
            List<HostPattern> names = https.stream().map(point -> point.host).toList();
            Binding named = new Binding.Named(carrier, names);
            open(place + "/https", named, terminate(https), http(place, https));
        }
        List<AttachPoint> all = new ArrayList<>(https);
        all.addAll(tls);
        for (AttachPoint point : tls) {
            names(point, all).forEach((host, destination) -> {
                Binding named = new Binding.Named(carrier, List.of(host));
                String name = place + "/" + point.name() + "/" + host.value();
                open(name, named, secured(point, destination), new Protocol.Tcp(destination));
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
