package dev.windrose.engine.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.windrose.engine.explain.Explanation.Loser;
import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.snapshot.Snapshot;
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
import dev.windrose.model.RouteMatch.PathMatch;
import dev.windrose.model.RouteMatch.ValueMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableId;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.RouteTableSpec.ListenerRoutes;
import dev.windrose.model.RouteTableSpec.VirtualHost;
import dev.windrose.model.RouteTimeouts;
import dev.windrose.model.Security;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    private static final ClusterId CLUSTER = new ClusterId("shop");
    private static final RouteTableId TABLE = new RouteTableId("table");
    private static final ValueMatch HEADER = new ValueMatch("x-user", ValueMatch.Kind.EXACT, "a");
    private static final ValueMatch PARAM = new ValueMatch("q", ValueMatch.Kind.EXACT, "1");

    @Test
    void theWinnerComesWithItsFiltersAndEndpoints() {
        Explanation explanation = explain("/cart/1", listeners());
        assertThat(explanation.rule()).isNotNull();
        assertThat(explanation.text())
                .contains("Rule winner serves", "listener: shop", "filter: Deny", "1/1 shop [127.0.0.1:8080]");
    }

    @Test
    void everyLoserSaysWhatItLacked() {
        assertThat(explain("/cart/1", listeners()).losers())
                .extracting(Loser::rule, Loser::why)
                .contains(
                        tuple("root", "less specific than winner"),
                        tuple("method", "method POST is expected"),
                        tuple("header", "header x-user does not match a"),
                        tuple("query", "query parameter q does not match 1"),
                        tuple("host", "host other.example.com does not match"),
                        tuple("any", "listener any is less specific than shop"));
    }

    @Test
    void withoutAWinnerTheAnswerIsSaid() {
        List<ListenerRoutes> one =
                List.of(listener("shop", "shop.example.com", host("shop.example.com", rule("a", "/a"))));
        assertThat(explain("/b", one).outcome()).contains("No rule of listener shop matches");
        assertThat(explain("/%00", one).outcome()).contains("path is invalid");
        assertThat(explain("/", List.of()).outcome()).contains("No listener has the host");
    }

    @Test
    void theListOfLosersIsBoundedAndTheClosestComeFirst() {
        RouteSpec[] rules =
                IntStream.range(0, 100).mapToObj(i -> rule("r" + i, "/r" + i)).toArray(RouteSpec[]::new);
        rules[99] = rule("near", new RouteMatch(new PathMatch.Prefix("/a"), "POST", List.of(), List.of()));
        Explanation explanation = explain("/a", List.of(listener("shop", "*", host("*", rules))));
        assertThat(explanation.losers()).hasSize(20);
        assertThat(explanation.losers().getFirst().rule()).isEqualTo("near");
    }

    private static List<ListenerRoutes> listeners() {
        PathMatch cart = new PathMatch.Prefix("/cart");
        return List.of(
                listener("any", "*", host("*", rule("any", "/"))),
                listener(
                        "shop",
                        "*.example.com",
                        host("other.example.com", rule("host", "/")),
                        host(
                                "shop.example.com",
                                rule("root", "/"),
                                rule("method", new RouteMatch(cart, "POST", List.of(), List.of())),
                                rule("header", new RouteMatch(cart, null, List.of(HEADER), List.of())),
                                rule("query", new RouteMatch(cart, null, List.of(), List.of(PARAM))),
                                rule("winner", "/cart"))));
    }

    private static ListenerRoutes listener(String name, String host, VirtualHost... hosts) {
        return new ListenerRoutes(name, new HostPattern(host), List.of(hosts));
    }

    private static VirtualHost host(String host, RouteSpec... rules) {
        return new VirtualHost(new HostPattern(host), Arrays.asList(rules));
    }

    private static RouteSpec rule(String id, String prefix) {
        return rule(id, new RouteMatch(new PathMatch.Prefix(prefix), null, List.of(), List.of()));
    }

    private static RouteSpec rule(String id, RouteMatch match) {
        Destination.Share share = new Destination.Share(1, new Destination.To(CLUSTER), List.of());
        return new RouteSpec(
                new RouteId(id),
                List.of(match),
                List.of(new FilterSpec.Deny(403, "test")),
                new Destination.Weighted(List.of(share)),
                RouteTimeouts.NONE,
                "shop.yaml:1:1");
    }

    private static Explanation explain(String target, List<ListenerRoutes> listeners) {
        ListenerSpec socket = new ListenerSpec(
                new ListenerId("http"),
                new Binding.Port("127.0.0.1", 80),
                new Security.Plaintext(),
                new Protocol.Http(TABLE),
                ConnectionPolicy.DEFAULT);
        ClusterSpec cluster = new ClusterSpec(
                CLUSTER,
                new ClusterSpec.Endpoints.Fixed(List.of(new ClusterSpec.EndpointSpec("127.0.0.1", 8080))),
                ClusterSpec.UpstreamProtocol.AUTO,
                null,
                ClusterSpec.CONNECT_TIMEOUT);
        Model model = new Model(
                List.of(socket),
                Map.of(TABLE, new RouteTableSpec(TABLE, listeners)),
                Map.of(CLUSTER, cluster),
                Map.of());
        Snapshot snapshot = Compiler.compile(model, Snapshot.EMPTY, FilterRegistry.of(List.of()))
                .snapshot();
        return new Explainer(snapshot).explain(new Question("GET", "http", "shop.example.com", target, List.of(), 80));
    }
}
