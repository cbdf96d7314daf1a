package dev.windrose.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Filter;
import dev.windrose.filter.FilterFactory;
import dev.windrose.http.RequestHead;
import dev.windrose.model.Binding;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.Destination;
import dev.windrose.model.FilterSpec;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An engine between a fake client and fake endpoints, with one rule for {@code /}. All that happens is in {@link #seen}, in its order: {@code
 * "a request"}, {@code "call 127.0.0.1:1"}, {@code "a response 200"}, {@code "finished 200 ok"}, {@code "client 200 end"}.
 */
final class EngineFixture {
    static final ListenerId LISTENER = new ListenerId("test");
    static final ClusterId BACKEND = new ClusterId("backend");
    static final ClusterId SHADOW = new ClusterId("shadow");

    final List<String> seen = new ArrayList<>();
    final ManualLoop loop = new ManualLoop();
    final FakeUpstream upstream = new FakeUpstream(seen);
    final FakeClient client = new FakeClient(loop, seen);
    private final Map<String, Function<Exchange, Decision>> onRequest = new HashMap<>();
    private final Map<String, Consumer<Exchange>> onResponse = new HashMap<>();
    private final Snapshot snapshot;
    private final ProxyEngine engine;

    /** A filter that writes down that it was there, and then does what {@link #onRequest} and {@link #onResponse} were told. */
    record Scripted(String name) implements FilterSpec {}

    private final class ScriptedFactory implements FilterFactory<Scripted> {
        @Override
        public Class<Scripted> specType() {
            return Scripted.class;
        }

        @Override
        public Filter create(Scripted spec) {
            return new Filter() {
                @Override
                public Decision onRequest(Exchange exchange) {
                    seen.add(spec.name + " request");
                    return onRequest
                            .getOrDefault(spec.name, _ -> Decision.CONTINUE)
                            .apply(exchange);
                }

                @Override
                public void onResponse(Exchange exchange) {
                    seen.add(spec.name + " response " + exchange.response().status());
                    onResponse.getOrDefault(spec.name, _ -> {}).accept(exchange);
                }
            };
        }
    }

    EngineFixture(List<FilterSpec> filters, Destination destination, RouteTimeouts timeouts) {
        RouteMatch everything = RouteMatch.ANY;
        RouteSpec route = new RouteSpec(new RouteId("r"), List.of(everything), filters, destination, timeouts, "test");
        RouteTableId table = new RouteTableId("routes");
        RouteTableSpec.VirtualHost host =
                new RouteTableSpec.VirtualHost(new HostPattern("example.com"), List.of(route));
        RouteTableSpec routes = new RouteTableSpec(
                table, List.of(new RouteTableSpec.ListenerRoutes("test", HostPattern.ANY, List.of(host))));
        ListenerSpec listener = new ListenerSpec(
                LISTENER,
                new Binding.Port("127.0.0.1", 0),
                new Security.Plaintext(),
                new Protocol.Http(table),
                ConnectionPolicy.DEFAULT);
        Map<ClusterId, ClusterSpec> clusters = Map.of(BACKEND, cluster(BACKEND, 1), SHADOW, cluster(SHADOW, 9));
        Model model = new Model(List.of(listener), Map.of(table, routes), clusters, Map.of());
        snapshot = Compiler.compile(model, Snapshot.EMPTY, FilterRegistry.of(List.of(new ScriptedFactory())))
                .snapshot();
        engine = new ProxyEngine(
                () -> snapshot,
                upstream,
                exchange -> seen.add("finished " + exchange.status() + " " + exchange.reason()
                        + (exchange.attempts() > 1 ? " after " + exchange.attempts() : "")));
    }

    /** Filters of these names, and everything goes to {@link #BACKEND}. */
    static EngineFixture with(String... filters) {
        return new EngineFixture(
                List.of(filters).stream().<FilterSpec>map(Scripted::new).toList(),
                new Destination.To(BACKEND),
                RouteTimeouts.NONE);
    }

    static EngineFixture limited(Duration request, Duration attempt) {
        return new EngineFixture(List.of(), new Destination.To(BACKEND), new RouteTimeouts(request, attempt));
    }

    private static ClusterSpec cluster(ClusterId id, int port) {
        return new ClusterSpec(
                id,
                new ClusterSpec.Endpoints.Fixed(List.of(new ClusterSpec.EndpointSpec("127.0.0.1", port))),
                ClusterSpec.UpstreamProtocol.HTTP1,
                null,
                Duration.ofSeconds(1));
    }

    void onRequest(String filter, Function<Exchange, Decision> does) {
        onRequest.put(filter, does);
    }

    void onResponse(String filter, Consumer<Exchange> does) {
        onResponse.put(filter, does);
    }

    static RequestHead head(String method, String path) {
        RequestHead head = new RequestHead();
        head.method(method);
        head.path(path);
        head.authority("example.com");
        return head;
    }

    /** A request without a body. */
    RequestSink get(String path) {
        return start(head("GET", path), true);
    }

    /** A request whose body follows. */
    RequestSink post() {
        return start(head("POST", "/"), false);
    }

    RequestSink start(RequestHead head, boolean end) {
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
}
