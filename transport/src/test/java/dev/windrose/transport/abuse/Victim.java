package dev.windrose.transport.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.model.Binding;
import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.Destination;
import dev.windrose.model.HostPattern;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.model.RouteId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableId;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.RouteTimeouts;
import dev.windrose.model.Security;
import dev.windrose.transport.ConnectionLimits;
import dev.windrose.transport.Neighbour;
import dev.windrose.transport.Transport;
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.tls.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A gateway with a listener in clear and one with TLS before one service, short of patience, and a neighbour who uses it meanwhile. */
final class Victim implements AutoCloseable {
    static final ServerTimeouts SHORT = new ServerTimeouts(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(3));
    private static final ListenerId CLEAR = new ListenerId("clear");
    private static final ListenerId SECURE = new ListenerId("secure");

    final Service service = new Service();
    private final Transport transport;
    /** Status and reason of what never found a route. */
    final Queue<String> refused = new ConcurrentLinkedQueue<>();

    private final Neighbour neighbour;

    Victim() {
        this(service -> service);
    }

    /** Changes the service's side of the model. */
    interface Change {
        ClusterSpec of(ClusterSpec service);
    }

    Victim(Change change) {
        this(change, ConnectionLimits.DEFAULT);
    }

    Victim(Change change, ConnectionLimits limits) {
        this(change, limits, SHORT);
    }

    Victim(ServerTimeouts timeouts) {
        this(service -> service, ConnectionLimits.DEFAULT, timeouts);
    }

    /** Of one loop, so that whatever holds it up holds up the neighbour. */
    private Victim(Change change, ConnectionLimits limits, ServerTimeouts timeouts) {
        transport = Transport.start(Transport.Options.of(1).with(timeouts).with(limits), observer());
        List<Transport.ListenerProblem> problems =
                transport.apply(Compiler.compile(model(change), transport.snapshot(), FilterRegistry.of(List.of()))
                        .snapshot());
        assertThat(problems).isEmpty();
        neighbour = Neighbour.start(this::useOneConnection);
    }

    private ExchangeObserver observer() {
        return exchange -> {
            if (exchange.route().isEmpty()) {
                refused.add(exchange.status() + " " + exchange.reason());
            }
        };
    }

    private Model model(Change change) {
        ClusterId cluster = new ClusterId("service");
        RouteTableId table = new RouteTableId("routes");
        RouteSpec route = rule("all", RouteMatch.ANY, new Destination.To(cluster));
        RouteMatch refused = new RouteMatch(new RouteMatch.PathMatch.Exact("/refused"), null, List.of(), List.of());
        RouteSpec nowhere = rule("refused", refused, new Destination.Fail(500, "no such service"));
        RouteTableSpec routes = new RouteTableSpec(
                table,
                List.of(new RouteTableSpec.ListenerRoutes(
                        "test",
                        HostPattern.ANY,
                        List.of(new RouteTableSpec.VirtualHost(HostPattern.ANY, List.of(nowhere, route))))));
        ClusterSpec spec = new ClusterSpec(
                cluster,
                new ClusterSpec.Endpoints.Fixed(List.of(new ClusterSpec.EndpointSpec("127.0.0.1", service.port()))),
                ClusterSpec.UpstreamProtocol.HTTP1,
                null,
                Duration.ofSeconds(2));
        CertificateSpec certificate = certificate();
        Security.ServerName name = new Security.ServerName(HostPattern.ANY, List.of(certificate.id()));
        Security tls = new Security.Terminate(List.of(name), Security.TlsSettings.DEFAULT);
        List<ListenerSpec> listeners =
                List.of(listener(CLEAR, new Security.Plaintext(), table), listener(SECURE, tls, table));
        Map<CertificateId, CertificateSpec> certificates = Map.of(certificate.id(), certificate);
        return new Model(listeners, Map.of(table, routes), Map.of(cluster, change.of(spec)), certificates);
    }

    private static RouteSpec rule(String name, RouteMatch match, Destination destination) {
        return new RouteSpec(new RouteId(name), List.of(match), List.of(), destination, RouteTimeouts.NONE, "test");
    }

    private static ListenerSpec listener(ListenerId id, Security security, RouteTableId table) {
        return new ListenerSpec(
                id, new Binding.Port("127.0.0.1", 0), security, new Protocol.Http(table), ConnectionPolicy.DEFAULT);
    }

    private static CertificateSpec certificate() {
        try {
            return new TestCertificates().leaf("leaf", "EC", "localhost");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** One request after another, for as long as the gateway lets the connection live. */
    private void useOneConnection(Neighbour self) throws IOException {
        try (Raw raw = new Raw(connect())) {
            while (!self.isOver()) {
                raw.write("GET /neighbour HTTP/1.1\r\nHost: a\r\n\r\n");
                String head = raw.head();
                self.answered(head.startsWith("HTTP/1.1 200") && raw.bytes(2).length == 2);
                if (head.contains("connection: close")) {
                    return;
                }
            }
        }
    }

    Socket connect() throws IOException {
        return open(CLEAR);
    }

    Socket connectSecure() throws IOException {
        return open(SECURE);
    }

    private Socket open(ListenerId listener) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), transport.port(listener));
        socket.setSoTimeout(15_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    H2Client http2() throws IOException {
        return new H2Client(connect());
    }

    /** Sends the neighbour away, then drains on a thread of its own. */
    Thread drain() throws InterruptedException {
        neighbour.leave();
        return Thread.ofVirtual().start(() -> {
            try {
                transport.drain(Duration.ofSeconds(10));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** How many connections were refused for a reason. */
    long refused(String reason) {
        return transport.refused().getOrDefault(reason, -1L);
    }

    /** The neighbour goes on to be served, and nothing much is held back. */
    void checkNeighbour() {
        neighbour.check();
    }

    @Override
    public void close() {
        try (service;
                transport) {
            neighbour.close();
        }
    }
}
