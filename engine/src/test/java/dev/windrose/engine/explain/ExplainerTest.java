package dev.windrose.engine.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.windrose.engine.cluster.Cluster;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    private static final ClusterId CLUSTER = new ClusterId("shop");
    private static final RouteTableId TABLE = new RouteTableId("table");
    private static final ClusterSpec.Endpoints FIXED =
            new ClusterSpec.Endpoints.Fixed(List.of(new ClusterSpec.EndpointSpec("127.0.0.1", 8080)));
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
    void betweenEqualsTheFirstWinsAndTheOtherSaysSo() {
        ListenerRoutes two = listener(
                "shop",
                "*",
                host("*.com", rule("first", "/a"), rule("second", "/a"), rule("root", "/")),
                host("*", rule("wide", "/a")));
        assertThat(explain("/a", List.of(two)).losers())
                .extracting(Loser::rule, Loser::why)
                .contains(
                        tuple("second", "as specific as first, which is older or written before it"),
                        tuple("root", "less specific than first"),
                        tuple("wide", "less specific than first"));
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

    @Test
    void aPortThatIsWrittenIsMeantAndNoOther() {
        assertThat(ask("http", 8080).socket()).isEqualTo("clear");
        assertThat(ask("https", 8443).socket()).isEqualTo("secure");
        assertThat(ask("http", 9000).outcome())
                .isEqualTo("No listener on port 9000 (expected: one of 8080, 8443, 9443).");
        assertThat(ask("http", 8443).outcome()).isEqualTo("Port 8443 speaks TLS (expected: https).");
        assertThat(ask("https", 8080).outcome()).isEqualTo("Port 8080 does not speak TLS (expected: http).");
        assertThat(ask("https", 8080).rule()).isNull();
    }

    @Test
    void withoutAPortAnyListenerOfTheSchemeIsTried() {
        assertThat(ask("http", 0).socket()).isEqualTo("clear");
        // The first one with TLS has no rule for the host.
        assertThat(ask("https", 0).socket()).isEqualTo("secure");
        assertThat(explain("https", 0, "/", List.of()).outcome())
                .isEqualTo("No listener speaks TLS (expected: http and port 80).");
    }

    @Test
    void rulesWithMistakesSayThatTheyAnswer500AndWhy() {
        RouteSpec broken = failing("broken", "/");
        List<ListenerRoutes> listeners = List.of(listener("shop", "*", host("*", rule("good", "/good"), broken)));
        Explanation taken = explain("/bad", listeners);
        assertThat(taken.outcome())
                .isEqualTo(
                        "Rule broken takes the request, which is answered with 500: rules[0].filter: unknown field.");
        assertThat(explain("/good", listeners).losers())
                .extracting(Loser::rule, Loser::why)
                .containsExactly(tuple(
                        "broken",
                        "less specific than good; what it matches is answered with 500: rules[0].filter: unknown"
                                + " field"));
    }

    @Test
    void aMistakeInOneMatchOfTheRuleThatWonIsToldToo() {
        List<ListenerRoutes> listeners = List.of(listener("shop", "*", host("*", rule("r", "/a"), failing("r", "/b"))));
        assertThat(explain("/a", listeners).losers())
                .extracting(Loser::why)
                .containsExactly(
                        "path prefix /b does not match; what it matches is answered with 500: rules[0].filter: unknown"
                                + " field");
    }

    @Test
    void everyPartOfAMatchIsNamedInWords() {
        RouteMatch regex = new RouteMatch(new PathMatch.Regex("/x+"), null, List.of(), List.of());
        RouteMatch exact = new RouteMatch(new PathMatch.Exact("/x"), null, List.of(), List.of());
        PathMatch call = new PathMatch.Call("shop[.].*", "Put", ValueMatch.Kind.REGEX);
        RouteMatch calls = new RouteMatch(call, null, List.of(), List.of());
        ValueMatch word = new ValueMatch("x-user", ValueMatch.Kind.REGEX, "a|b");
        RouteMatch header = new RouteMatch(new PathMatch.Prefix("/"), null, List.of(word), List.of());
        Explanation explanation = explain(
                "/y",
                List.of(listener(
                        "shop",
                        "*",
                        host(
                                "*",
                                rule("r", "/v1"),
                                rule("e", exact),
                                rule("x", regex),
                                rule("c", calls),
                                rule("h", header)))));
        assertThat(explanation.text())
                .contains(
                        "path prefix /v1 does not match",
                        "path exactly /x does not match",
                        "path expression /x+ does not match",
                        "gRPC service expression shop[.].*, method expression Put does not match",
                        "header x-user does not match the expression a|b")
                .doesNotContain("value=");
    }

    @Test
    void endpointsThatAreNamesAreSaidAsNames() {
        ClusterSpec.EndpointSpec name = new ClusterSpec.EndpointSpec("users.example", 8080);
        Cluster cluster = new Cluster(cluster(new ClusterSpec.Endpoints.Named(List.of(name))));
        assertThat(Wording.endpoints(cluster)).isEqualTo("users.example:8080 (by DNS)");
        cluster.update(List.of(
                new Cluster.Address("users.example", new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 8080))));
        assertThat(Wording.endpoints(cluster)).isEqualTo("users.example:8080 (by DNS: 192.0.2.7:8080)");
        assertThat(Wording.endpoints(new Cluster(cluster(new ClusterSpec.Endpoints.Fixed(List.of())))))
                .isEqualTo("no endpoint: answered with 503");
    }

    @Test
    void aListenerIsAskedByItsNameHoweverItsConnectionsCome() {
        ListenerId carrier = new ListenerId("outbound");
        ListenerId requests = new ListenerId("requests");
        ListenerId bytes = new ListenerId("bytes");
        Model model = new Model(
                List.of(
                        new ListenerSpec(
                                carrier,
                                new Binding.Captured(Binding.Direction.OUTBOUND, "127.0.0.1", 0),
                                new Security.Plaintext(),
                                new Protocol.ByDestination(new Protocol.Tcp(new Destination.OriginalAddress())),
                                ConnectionPolicy.DEFAULT),
                        carried(requests, carrier, 80, new Protocol.Http(TABLE)),
                        carried(bytes, carrier, 81, new Protocol.Tcp(new Destination.To(CLUSTER)))),
                Map.of(TABLE, new RouteTableSpec(TABLE, listeners())),
                Map.of(CLUSTER, cluster(FIXED)),
                Map.of());
        Explainer explainer = new Explainer(Compiler.compile(model, Snapshot.EMPTY, FilterRegistry.of(List.of()))
                .snapshot());
        Question question = new Question("GET", "http", "shop.example.com", "/cart", List.of(), 80);
        assertThat(explainer.explain(requests, question).text()).contains("Rule winner serves", "listener: shop");
        assertThat(explainer.explain(bytes, question).text()).contains("The connection is carried", "[127.0.0.1:8080]");
        Explanation secured = explainer.explain(requests, new Connection(Connection.Kind.TLS, "shop.example.com", 80));
        assertThat(secured.outcome())
                .isEqualTo("Requests in clear are expected: ask for one, such as 'GET http://shop.example.com:80/'.");
        assertThat(secured.isTaken()).isFalse();
    }

    private static ListenerSpec carried(ListenerId id, ListenerId carrier, int port, Protocol protocol) {
        return new ListenerSpec(
                id,
                new Binding.Carried(carrier, List.of(new Binding.Asked("10.0.0.1", port))),
                new Security.Plaintext(),
                protocol,
                ConnectionPolicy.DEFAULT);
    }

    private static RouteSpec failing(String id, String prefix) {
        return new RouteSpec(
                new RouteId(id),
                List.of(new RouteMatch(new PathMatch.Prefix(prefix), null, List.of(), List.of())),
                List.of(),
                new Destination.Fail(500, "rules[0].filter: unknown field"),
                RouteTimeouts.NONE,
                "shop.yaml:9:1");
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
        return explain("http", 80, target, listeners);
    }

    private static Explanation explain(String scheme, int port, String target, List<ListenerRoutes> listeners) {
        Model model = new Model(
                List.of(socket("http", 80, new Security.Plaintext(), TABLE)),
                Map.of(TABLE, new RouteTableSpec(TABLE, listeners)),
                Map.of(CLUSTER, cluster(FIXED)),
                Map.of());
        return explain(model, new Question("GET", scheme, "shop.example.com", target, List.of(), port));
    }

    /** Of a gateway with a listener in clear and two with TLS, the first of them for another host. */
    private static Explanation ask(String scheme, int port) {
        RouteTableId other = new RouteTableId("other");
        Security tls = new Security.Terminate(List.of(), Security.TlsSettings.DEFAULT);
        Model model = new Model(
                List.of(
                        socket("elsewhere", 9443, tls, other),
                        socket("clear", 8080, new Security.Plaintext(), TABLE),
                        socket("secure", 8443, tls, TABLE)),
                Map.of(
                        TABLE,
                        new RouteTableSpec(TABLE, listeners()),
                        other,
                        new RouteTableSpec(other, List.of(listener("other", "other.example.com")))),
                Map.of(CLUSTER, cluster(FIXED)),
                Map.of());
        return explain(model, new Question("GET", scheme, "shop.example.com", "/cart", List.of(), port));
    }

    private static Explanation explain(Model model, Question question) {
        return new Explainer(Compiler.compile(model, Snapshot.EMPTY, FilterRegistry.of(List.of()))
                        .snapshot())
                .explain(question);
    }

    private static ListenerSpec socket(String id, int port, Security security, RouteTableId table) {
        return new ListenerSpec(
                new ListenerId(id),
                new Binding.Port("127.0.0.1", port),
                security,
                new Protocol.Http(table),
                ConnectionPolicy.DEFAULT);
    }

    private static ClusterSpec cluster(ClusterSpec.Endpoints endpoints) {
        return new ClusterSpec(
                CLUSTER, endpoints, ClusterSpec.UpstreamProtocol.AUTO, null, ClusterSpec.CONNECT_TIMEOUT);
    }
}
