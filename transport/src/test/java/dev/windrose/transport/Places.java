package dev.windrose.transport;

import dev.windrose.engine.snapshot.CompileResult;
import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.engine.telemetry.FinishedConnection;
import dev.windrose.engine.telemetry.FinishedExchange;
import dev.windrose.model.Binding;
import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.Cidr;
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
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.loop.IoKind;
import dev.windrose.transport.tcp.TcpTimeouts;
import dev.windrose.transport.tls.TestCertificates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Puts models together and runs each as a proxy of its own; which place it takes is nothing but its listeners. */
final class Places implements AutoCloseable {
    static final String DOMAIN = "spiffe://mesh.test";
    private static final ConnectionPolicy TRUSTING = new ConnectionPolicy(List.of(Cidr.of("127.0.0.1")), List.of());

    private final List<Transport> running = new ArrayList<>();
    final TestCertificates authority = new TestCertificates();
    /** What passed, as {@code listener: peer's SPIFFE id}. */
    final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    /** In which version of HTTP, as {@code listener: version}. */
    final BlockingQueue<String> spoken = new LinkedBlockingQueue<>();

    /** Connections of bytes that have ended. */
    final BlockingQueue<FinishedConnection> ended = new LinkedBlockingQueue<>();

    /** Waited out by connections whose server speaks first, and long enough for a request on a busy machine. */
    private static final Duration DETECTION = Duration.ofSeconds(2);

    /** A machine that is busy with other things is no reason to give up. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final ServerTimeouts PATIENT =
            new ServerTimeouts(PATIENCE, PATIENCE, PATIENCE, PATIENCE, Duration.ofMinutes(5), Duration.ofHours(1));
    private static final TcpTimeouts SHORT = new TcpTimeouts(Duration.ofMinutes(1), Duration.ofSeconds(2));

    /** A proxy under way, and how its listeners are reached. */
    record Place(Transport transport) {
        InetSocketAddress at(String listener) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), transport.port(new ListenerId(listener)));
        }

        /** Replaces the configuration. */
        void apply(Draft draft) {
            CompileResult result = Compiler.compile(draft.model(), transport.snapshot(), FilterRegistry.of(List.of()));
            List<Transport.ListenerProblem> problems = transport.apply(result.snapshot());
            if (!problems.isEmpty() || !result.problems().isEmpty()) {
                throw new IllegalStateException(problems + " " + result.problems());
            }
        }

        int port(String listener) {
            return transport.port(new ListenerId(listener));
        }
    }

    /** A model under construction. */
    static final class Draft {
        private final List<ListenerSpec> listeners = new ArrayList<>();
        private final Map<RouteTableId, RouteTableSpec> tables = new LinkedHashMap<>();
        private final Map<ClusterId, ClusterSpec> clusters = new LinkedHashMap<>();
        private final Map<CertificateId, CertificateSpec> certificates = new LinkedHashMap<>();

        Draft listener(String id, Binding binding, Security security, Protocol protocol) {
            return listener(new ListenerSpec(new ListenerId(id), binding, security, protocol, TRUSTING));
        }

        Draft listener(ListenerSpec listener) {
            listeners.add(listener);
            return this;
        }

        Draft cluster(
                String id,
                ClusterSpec.Endpoints endpoints,
                ClusterSpec.UpstreamProtocol protocol,
                ClusterSpec.@Nullable UpstreamSecurity security) {
            ClusterId name = new ClusterId(id);
            clusters.put(name, new ClusterSpec(name, endpoints, protocol, security, PATIENCE));
            return this;
        }

        Draft certificate(CertificateSpec certificate) {
            certificates.put(certificate.id(), certificate);
            return this;
        }

        /** A table of rules in their order. */
        Draft routes(String table, RouteSpec... rules) {
            RouteTableId id = new RouteTableId(table);
            RouteTableSpec.VirtualHost any = new RouteTableSpec.VirtualHost(HostPattern.ANY, List.of(rules));
            tables.put(
                    id,
                    new RouteTableSpec(
                            id, List.of(new RouteTableSpec.ListenerRoutes(table, HostPattern.ANY, List.of(any)))));
            return this;
        }

        Model model() {
            return new Model(listeners, tables, clusters, certificates);
        }
    }

    static Protocol.Http http(String table) {
        return new Protocol.Http(new RouteTableId(table));
    }

    static Protocol.Tcp tcp(Destination destination) {
        return new Protocol.Tcp(destination);
    }

    static Protocol.Detect detect(String table, Destination otherwise) {
        return new Protocol.Detect(DETECTION, http(table), tcp(otherwise));
    }

    static Destination to(String cluster) {
        return new Destination.To(new ClusterId(cluster));
    }

    static Binding port() {
        return new Binding.Port("127.0.0.1", 0);
    }

    static Binding captured(Binding.Direction direction) {
        return new Binding.Captured(direction, "127.0.0.1", 0);
    }

    static Binding carried(String carrier, String host, int port) {
        return new Binding.Carried(new ListenerId(carrier), List.of(new Binding.Asked(host, port)));
    }

    static Binding named(String carrier, String... names) {
        List<HostPattern> patterns = new ArrayList<>();
        for (String name : names) {
            patterns.add(new HostPattern(name));
        }
        return new Binding.Named(new ListenerId(carrier), patterns);
    }

    static ClusterSpec.Endpoints fixed(int port) {
        return new ClusterSpec.Endpoints.Fixed(List.of(new ClusterSpec.EndpointSpec("127.0.0.1", port)));
    }

    static ClusterSpec.Endpoints inside(String carrier, String host, int port) {
        return new ClusterSpec.Endpoints.Inside(
                new ClusterId(carrier), List.of(new ClusterSpec.EndpointSpec(host, port)));
    }

    static RouteSpec rule(String id, RouteMatch match, Destination destination) {
        return new RouteSpec(new RouteId(id), List.of(match), List.of(), destination, RouteTimeouts.NONE, "test");
    }

    static RouteMatch header(String name, String value) {
        return new RouteMatch(
                new RouteMatch.PathMatch.Prefix("/"),
                null,
                List.of(new RouteMatch.ValueMatch(name, RouteMatch.ValueMatch.Kind.EXACT, value)),
                List.of());
    }

    static String id(String workload) {
        return DOMAIN + "/ns/shop/sa/" + workload;
    }

    /** The certificate of a workload, by this mesh's authority. */
    CertificateSpec svid(String workload) throws Exception {
        return authority.leaf(workload, "EC", id(workload));
    }

    Security.Mesh mesh(String workload, String... peers) throws Exception {
        return new Security.Mesh(new CertificateId(workload), authority.rootPem(), List.of(peers));
    }

    /** Runs a proxy on hand-made configuration; {@code meant} is where its captured connections were going. */
    Place run(Draft draft, @Nullable InetSocketAddress meant) {
        return run(draft, options(_ -> meant), watching());
    }

    /** Runs a proxy that asks the kernel where its captured connections were going. */
    Transport runRedirected(Draft draft) {
        return run(draft, options(new RedirectedSocket()), watching()).transport();
    }

    private static Transport.Options options(OriginalDestinations capture) {
        return new Transport.Options(1, IoKind.AUTO, ConnectionLimits.DEFAULT, PATIENT, SHORT, capture);
    }

    private ExchangeObserver watching() {
        return new ExchangeObserver() {
            @Override
            public void onFinished(FinishedExchange exchange) {
                spoken.add(exchange.listener() + ": " + exchange.request().version());
                seen.add(describe(exchange));
            }

            @Override
            public void onFinished(FinishedConnection connection) {
                ended.add(connection);
            }
        };
    }

    Place run(Draft draft, Transport.Options options, ExchangeObserver observer) {
        return run(draft, Transport.start(options, observer, new Overload()));
    }

    /** Runs a proxy whose time passes by {@code clock}. */
    Place runBy(ManualClock clock, Draft draft) {
        return run(
                draft, Transport.start(options(new RedirectedSocket()), ExchangeObserver.NONE, new Overload(), clock));
    }

    private Place run(Draft draft, Transport transport) {
        running.add(transport);
        Place place = new Place(transport);
        place.apply(draft);
        return place;
    }

    private static String describe(FinishedExchange exchange) {
        return exchange.listener() + ": " + exchange.peer().spiffeId();
    }

    @Override
    public void close() {
        running.forEach(Transport::close);
    }
}
