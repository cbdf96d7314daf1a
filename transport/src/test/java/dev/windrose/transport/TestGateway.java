package dev.windrose.transport;

import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.snapshot.Snapshot;
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
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A gateway on loopback that sends {@code /} to one backend; everything in it is real. */
final class TestGateway implements AutoCloseable {
    static final ListenerId LISTENER = new ListenerId("test");

    private final Transport transport;

    TestGateway(int backendPort) {
        this(backendPort, RouteTimeouts.NONE, ExchangeObserver.NONE);
    }

    TestGateway(int backendPort, RouteTimeouts timeouts, ExchangeObserver observer) {
        transport = Transport.start(Transport.Options.of(1), observer);
        apply(model(backendPort, timeouts, new Security.Plaintext(), Map.of(), ClusterSpec.UpstreamProtocol.HTTP1));
    }

    TestGateway(int backendPort, Transport.Options options, ExchangeObserver observer) {
        transport = Transport.start(options, observer);
        apply(model(
                backendPort,
                RouteTimeouts.NONE,
                new Security.Plaintext(),
                Map.of(),
                ClusterSpec.UpstreamProtocol.HTTP1));
    }

    /** As much overloaded as {@code overload} says. */
    TestGateway(int backendPort, Overload overload, ExchangeObserver observer) {
        transport = Transport.start(Transport.Options.of(1), observer, overload);
        apply(model(
                backendPort,
                RouteTimeouts.NONE,
                new Security.Plaintext(),
                Map.of(),
                ClusterSpec.UpstreamProtocol.HTTP1));
    }

    /** Whose time passes by {@code clock}. */
    TestGateway(int backendPort, ManualClock clock) {
        transport = Transport.start(Transport.Options.of(1), ExchangeObserver.NONE, new Overload(), clock);
        apply(model(
                backendPort,
                RouteTimeouts.NONE,
                new Security.Plaintext(),
                Map.of(),
                ClusterSpec.UpstreamProtocol.HTTP1));
    }

    void apply(Model model) {
        List<Transport.ListenerProblem> problems =
                transport.apply(Compiler.compile(model, transport.snapshot(), FilterRegistry.of(List.of()))
                        .snapshot());
        if (!problems.isEmpty()) {
            throw new IllegalStateException(problems.toString());
        }
    }

    static Model model(
            int backendPort,
            RouteTimeouts timeouts,
            Security security,
            Map<CertificateId, CertificateSpec> certificates,
            ClusterSpec.UpstreamProtocol protocol) {
        ClusterId cluster = new ClusterId("backend");
        RouteTableId table = new RouteTableId("routes");
        RouteSpec route = new RouteSpec(
                new RouteId("all"), List.of(RouteMatch.ANY), List.of(), new Destination.To(cluster), timeouts, "test");
        RouteTableSpec routes = new RouteTableSpec(
                table,
                List.of(new RouteTableSpec.ListenerRoutes(
                        "test",
                        HostPattern.ANY,
                        List.of(new RouteTableSpec.VirtualHost(HostPattern.ANY, List.of(route))))));
        ClusterSpec backend = new ClusterSpec(
                cluster,
                new ClusterSpec.Endpoints.Fixed(List.of(new ClusterSpec.EndpointSpec("127.0.0.1", backendPort))),
                protocol,
                null,
                Duration.ofSeconds(2));
        ListenerSpec listener = new ListenerSpec(
                LISTENER,
                new Binding.Port("127.0.0.1", 0),
                security,
                new Protocol.Http(table),
                ConnectionPolicy.DEFAULT);
        return new Model(List.of(listener), Map.of(table, routes), Map.of(cluster, backend), certificates);
    }

    /** Of all endpoints. */
    int activeRequests() {
        return snapshot().clusters().values().stream()
                .flatMap(cluster -> cluster.endpoints().stream())
                .mapToInt(Endpoint::active)
                .sum();
    }

    Snapshot snapshot() {
        return transport.snapshot();
    }

    int port() {
        return transport.port(LISTENER);
    }

    Transport transport() {
        return transport;
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** Sends bytes on a new connection and reads until the gateway closes it. */
    String send(String message) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(message.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
