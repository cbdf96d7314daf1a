package dev.windrose.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.filter.FilterFactory;
import dev.windrose.http.HeaderName;
import dev.windrose.http.RequestHead;
import dev.windrose.model.Binding;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ClusterSpec.EndpointSpec;
import dev.windrose.model.ClusterSpec.Endpoints;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.HostPattern;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableId;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.RouteTableSpec.ListenerRoutes;
import dev.windrose.model.RouteTableSpec.VirtualHost;
import dev.windrose.model.Security;
import dev.windrose.model.TrafficSpec;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An engine between a client and endpoints that are all played by a test. */
final class TestEngine {
    private static final ListenerId LISTENER = new ListenerId("test");
    private static final RouteTableId TABLE = new RouteTableId("routes");

    /**
     * All that happened, in its order: {@code "call 127.0.0.1:1"}, {@code "client 200 end"}, and when an exchange is over its status and code, with the
     * attempts if there were several: {@code "finished 200 ok after 2"}.
     */
    final List<String> seen = new ArrayList<>();

    final ManualLoop loop = new ManualLoop();
    final TestUpstream upstream = new TestUpstream(seen);

    private final List<FilterFactory<?>> factories;
    private final ProxyEngine engine;
    private Snapshot snapshot = Snapshot.EMPTY;

    TestEngine(FilterFactory<?>... factories) {
        this.factories = List.of(factories);
        this.engine = new ProxyEngine(
                () -> snapshot,
                upstream,
                exchange -> seen.add("finished " + exchange.status() + " " + exchange.reason()
                        + (exchange.attempts() > 1 ? " after " + exchange.attempts() : "")));
    }

    /** Begins from another snapshot than the empty one. */
    TestEngine from(Snapshot first) {
        snapshot = first;
        return this;
    }

    void apply(List<RouteSpec> routes, ClusterSpec... clusters) {
        RouteTableSpec table = new RouteTableSpec(
                TABLE,
                List.of(new ListenerRoutes(
                        "test", HostPattern.ANY, List.of(new VirtualHost(new HostPattern("example.com"), routes)))));
        Map<ClusterId, ClusterSpec> byId = new LinkedHashMap<>();
        for (ClusterSpec cluster : clusters) {
            byId.put(cluster.id(), cluster);
        }
        ListenerSpec listener = new ListenerSpec(
                LISTENER,
                new Binding.Port("127.0.0.1", 0),
                new Security.Plaintext(),
                new Protocol.Http(TABLE),
                ConnectionPolicy.DEFAULT);
        Model model = new Model(List.of(listener), Map.of(TABLE, table), byId, Map.of());
        Snapshot before = snapshot;
        snapshot = Compiler.compile(model, before, FilterRegistry.of(factories)).snapshot();
        snapshot.succeed(before);
    }

    /** What was seen of exchanges that are over. */
    List<String> finished() {
        return seen.stream().filter(each -> each.startsWith("finished ")).toList();
    }

    RequestSink start(TestClient client, RequestHead head, boolean end) {
        RequestSink sink = engine.starter(LISTENER).start(client, head, end);
        loop.run();
        return sink;
    }

    /** Nothing of an exchange that is over may be left: no timer, and no endpoint that counts it. */
    void assertNothingIsLeft() {
        assertThat(loop.timers()).isZero();
        snapshot.clusters()
                .values()
                .forEach(cluster -> cluster.endpoints()
                        .forEach(endpoint -> assertThat(endpoint.active()).isZero()));
    }

    /** A cluster of endpoints at these ports. */
    static ClusterSpec cluster(String name, TrafficSpec traffic, int... ports) {
        return cluster(name, traffic, new Endpoints.Fixed(endpoints(ports)));
    }

    static ClusterSpec cluster(String name, TrafficSpec traffic, Endpoints endpoints) {
        return new ClusterSpec(
                new ClusterId(name),
                endpoints,
                ClusterSpec.UpstreamProtocol.HTTP1,
                null,
                Duration.ofSeconds(1),
                traffic);
    }

    static List<EndpointSpec> endpoints(int... ports) {
        List<EndpointSpec> endpoints = new ArrayList<>();
        for (int port : ports) {
            endpoints.add(new EndpointSpec("127.0.0.1", port));
        }
        return endpoints;
    }

    /** A request under way. */
    final class Sent {
        final TestClient client = new TestClient(loop, seen);
        final RequestHead head = new RequestHead();
        private RequestSink sink = NOWHERE;

        Sent(String method, String path) {
            head.method(method);
            head.path(path);
            head.authority("example.com");
        }

        Sent with(String name, String value) {
            head.headers().add(HeaderName.of(name), value);
            return this;
        }

        Sent secure() {
            client.secure();
            head.scheme("https");
            return this;
        }

        Sent start(boolean end) {
            if (!end) {
                head.contentLength(RequestHead.UNKNOWN_LENGTH);
            }
            sink = TestEngine.this.start(client, head, end);
            return this;
        }

        Sent body(String part, boolean end) {
            sink.onRequestData(Unpooled.copiedBuffer(part, StandardCharsets.UTF_8), end);
            loop.advance(0);
            return this;
        }

        void close() {
            sink.onDownstreamClosed(Failure.client(Failure.Kind.CLIENT_CLOSED, "test"));
            loop.advance(0);
        }

        String got() {
            loop.advance(0);
            return client.got();
        }
    }

    private static final RequestSink NOWHERE = new RequestSink() {
        @Override
        public void onRequestData(io.netty.buffer.ByteBuf data, boolean end) {
            throw new AssertionError("not started");
        }

        @Override
        public void onRequestTrailers(dev.windrose.http.Headers trailers) {
            throw new AssertionError("not started");
        }

        @Override
        public void onDownstreamClosed(Failure why) {}

        @Override
        public void onDownstreamWritable() {}
    };

    Sent get(String path) {
        return new Sent("GET", path).start(true);
    }

    Sent post(String path) {
        return new Sent("POST", path).start(false);
    }

    Sent request(String method, String path) {
        return new Sent(method, path);
    }
}
