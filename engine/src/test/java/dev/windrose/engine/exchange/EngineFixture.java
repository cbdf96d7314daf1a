package dev.windrose.engine.exchange;

import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Filter;
import dev.windrose.filter.FilterFactory;
import dev.windrose.http.RequestHead;
import dev.windrose.model.ClusterId;
import dev.windrose.model.Destination;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.RouteId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTimeouts;
import dev.windrose.model.TrafficSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** An engine with one client and one rule for everything, whose filters do what a test tells them; what they see is in {@link #seen} beside the rest. */
final class EngineFixture {
    static final ClusterId BACKEND = new ClusterId("backend");
    static final ClusterId SHADOW = new ClusterId("shadow");

    private final TestEngine engine = new TestEngine(new ScriptedFactory());
    final List<String> seen = engine.seen;
    final ManualLoop loop = engine.loop;
    final TestUpstream upstream = engine.upstream;
    final TestClient client = new TestClient(loop, seen);
    private final Map<String, Function<Exchange, Decision>> onRequest = new HashMap<>();
    private final Map<String, Consumer<Exchange>> onResponse = new HashMap<>();

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
        RouteSpec route =
                new RouteSpec(new RouteId("r"), List.of(RouteMatch.ANY), filters, destination, timeouts, "test");
        engine.apply(
                List.of(route),
                TestEngine.cluster(BACKEND.value(), TrafficSpec.NONE, 1),
                TestEngine.cluster(SHADOW.value(), TrafficSpec.NONE, 9));
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
        return engine.start(client, head, end);
    }

    void assertNothingIsLeft() {
        engine.assertNothingIsLeft();
    }
}
