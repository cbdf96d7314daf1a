package dev.windrose.engine.exchange;

import static dev.windrose.engine.exchange.TestEngine.cluster;
import static dev.windrose.engine.exchange.TestEngine.endpoints;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.exchange.Failure.Retry;
import dev.windrose.engine.exchange.TestEngine.Sent;
import dev.windrose.engine.session.SessionTokens;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ClusterSpec.Endpoints;
import dev.windrose.model.Destination;
import dev.windrose.model.Destination.Share;
import dev.windrose.model.RouteId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTimeouts;
import dev.windrose.model.SessionSpec;
import dev.windrose.model.SessionSpec.Carrier;
import dev.windrose.model.TrafficSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A client comes back to the endpoint that answered it first, for as long as that is right. */
class SessionTest {
    private static final SessionSpec COOKIE = new SessionSpec(Carrier.COOKIE, "sid", null, false);
    private static final SessionSpec HEADER = new SessionSpec(Carrier.HEADER, "x-session", null, false);

    private final Clock clock = new Clock();
    private final TestEngine engine = new TestEngine().from(Snapshot.empty(SessionTokens.from(new byte[32], clock)));

    private static final class Clock implements InstantSource {
        private long seconds = 1_000_000;

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(seconds);
        }
    }

    private static RouteSpec route(
            String id, RouteMatch match, @Nullable SessionSpec session, Destination destination) {
        return new RouteSpec(
                new RouteId(id), List.of(match), List.of(), destination, RouteTimeouts.NONE, null, session, "test");
    }

    private static RouteSpec route(@Nullable SessionSpec session, Destination destination) {
        return route("r", RouteMatch.ANY, session, destination);
    }

    private static Destination to(String cluster) {
        return new Destination.To(new ClusterId(cluster));
    }

    private static Destination weighted(int a, int b) {
        return new Destination.Weighted(List.of(new Share(a, to("a"), List.of()), new Share(b, to("b"), List.of())));
    }

    private static ClusterSpec plain(String name, int... ports) {
        return cluster(name, TrafficSpec.NONE, ports);
    }

    /** The port that a request with a session went to, and what the client was told. */
    private record Answer(
            int port, @Nullable String cookie, @Nullable String header) {
        String token() {
            String text = cookie == null ? header : cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
            return Objects.requireNonNull(text);
        }
    }

    private Answer answer(Sent sent) {
        TestUpstream.Call call = engine.upstream.last();
        call.answer(200, "");
        assertThat(sent.got()).isEqualTo("200 end");
        return new Answer(call.port(), sent.client.header("set-cookie"), sent.client.header("x-session"));
    }

    private Answer get(String path) {
        return answer(engine.get(path));
    }

    private Answer withCookie(String token) {
        return answer(engine.request("GET", "/")
                .with("cookie", "other=1; sid=" + token + "; last=\"a=b\"")
                .start(true));
    }

    @Test
    void aCookieLeadsBackToTheSameEndpoint() {
        engine.apply(List.of(route(COOKIE, to("a"))), plain("a", 1, 2, 3, 4, 5, 6, 7, 8));
        Answer first = get("/");
        assertThat(first.cookie()).matches("sid=[A-Za-z0-9_-]{60,120}; Path=/; HttpOnly");
        for (int i = 0; i < 20; i++) {
            Answer next = withCookie(first.token());
            assertThat(next.port()).isEqualTo(first.port());
            assertThat(next.cookie()).isNull();
        }
    }

    @Test
    void aHeaderLeadsBackAndIsAnsweredEachTime() {
        engine.apply(List.of(route(HEADER, to("a"))), plain("a", 1, 2, 3, 4, 5, 6, 7, 8));
        Answer last = get("/");
        int port = last.port();
        for (int i = 0; i < 20; i++) {
            last = answer(
                    engine.request("GET", "/").with("x-session", last.token()).start(true));
            assertThat(last.port()).isEqualTo(port);
        }
    }

    @Test
    void aCookieOfAnEncryptedConnectionIsSecureAndAPermanentOneLasts() {
        SessionSpec day = new SessionSpec(Carrier.COOKIE, "sid", Duration.ofDays(1), true);
        engine.apply(List.of(route(day, to("a"))), plain("a", 1));
        Answer first = answer(engine.request("GET", "/").secure().start(true));
        assertThat(first.cookie()).endsWith("; Path=/; HttpOnly; Max-Age=86400; Secure");
    }

    @Test
    void aSessionBeatsWeightsEvenAWeightOfZero() {
        engine.apply(List.of(route(COOKIE, weighted(1, 0))), plain("a", 1), plain("b", 2));
        Answer first = get("/");
        assertThat(first.port()).isEqualTo(1);
        engine.apply(List.of(route(COOKIE, weighted(0, 1))), plain("a", 1), plain("b", 2));
        assertThat(get("/").port()).isEqualTo(2);
        assertThat(withCookie(first.token()).port()).isEqualTo(1);
        engine.apply(List.of(route(COOKIE, weighted(0, 0))), plain("a", 1), plain("b", 2));
        assertThat(withCookie(first.token()).port()).isEqualTo(1);
    }

    @Test
    void twoRulesNeverShareASession() {
        RouteMatch blue = new RouteMatch(new RouteMatch.PathMatch.Exact("/blue"), null, List.of(), List.of());
        engine.apply(
                List.of(route("blue", blue, COOKIE, to("a")), route("rest", RouteMatch.ANY, COOKIE, to("a"))),
                plain("a", 1));
        Answer first = get("/blue");
        assertThat(withCookie(first.token()).cookie()).isNotNull();
        Answer rest = get("/");
        assertThat(withCookie(first.token() + "; sid=" + rest.token()).cookie()).isNull();
    }

    @Test
    void whenTheEndpointIsGoneAnotherSessionBegins() {
        engine.apply(List.of(route(COOKIE, to("a"))), plain("a", 1));
        Answer first = get("/");
        engine.apply(List.of(route(COOKIE, to("a"))), plain("a", 2));
        Answer second = withCookie(first.token());
        assertThat(second.port()).isEqualTo(2);
        assertThat(withCookie(second.token()).cookie()).isNull();
    }

    @Test
    void anEndpointThatCannotBeReachedLosesItsSessionToTheOneThatAnswers() {
        engine.apply(List.of(route(COOKIE, to("a"))), plain("a", 1, 2));
        Answer first = get("/");
        Sent sent = engine.request("GET", "/")
                .with("cookie", "sid=" + first.token())
                .start(true);
        assertThat(engine.upstream.last().port()).isEqualTo(first.port());
        engine.upstream.last().fail(Kind.CONNECT_FAILED, Retry.SAFE);
        Answer second = answer(sent);
        assertThat(second.port()).isNotEqualTo(first.port());
        assertThat(withCookie(second.token()).cookie()).isNull();
    }

    @Test
    void aConnectionKeptOpenTooLongDoesNotEndASession() {
        engine.apply(List.of(route(COOKIE, to("a"))), plain("a", 1, 2));
        Answer first = get("/");
        Sent sent = engine.request("GET", "/")
                .with("cookie", "sid=" + first.token())
                .start(true);
        engine.upstream.last().connected(true);
        engine.upstream.last().fail(Kind.UPSTREAM_CLOSED, Retry.IF_IDEMPOTENT);
        Answer again = answer(sent);
        assertThat(again.port()).isEqualTo(first.port());
        assertThat(again.cookie()).isNull();
    }

    @Test
    void endpointsThatDrainServeTheirSessionsOnly() {
        engine.apply(List.of(route(COOKIE, to("a"))), plain("a", 1));
        Answer first = get("/");
        ClusterSpec draining = cluster("a", TrafficSpec.NONE, new Endpoints.Fixed(endpoints(2, 3), endpoints(1)));
        engine.apply(List.of(route(COOKIE, to("a"))), draining);
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            ports.add(get("/").port());
            assertThat(withCookie(first.token()).port()).isEqualTo(1);
        }
        assertThat(ports).containsExactlyInAnyOrder(2, 3);
    }

    @Test
    void aSessionEndsWhenItsTimeIsOver() {
        SessionSpec minute = new SessionSpec(Carrier.COOKIE, "sid", Duration.ofSeconds(60), false);
        engine.apply(List.of(route(minute, to("a"))), plain("a", 1));
        Answer first = get("/");
        assertThat(first.cookie()).doesNotContain("Max-Age");
        clock.seconds += 59;
        assertThat(withCookie(first.token()).cookie()).isNull();
        clock.seconds++;
        assertThat(withCookie(first.token()).cookie()).isNotNull();
    }

    @Test
    void aClusterBindsAfterTheDrawAndARouteBeforeIt() {
        ClusterSpec a = cluster("a", new TrafficSpec(null, COOKIE), 1, 2, 3, 4, 5, 6, 7, 8);
        engine.apply(List.of(route(null, to("a"))), a);
        Answer first = get("/");
        for (int i = 0; i < 20; i++) {
            assertThat(withCookie(first.token()).port()).isEqualTo(first.port());
        }
        engine.apply(List.of(route(null, weighted(0, 1))), a, plain("b", 9));
        assertThat(withCookie(first.token()).port()).isEqualTo(9);
        engine.apply(List.of(route(HEADER, to("a"))), a);
        Answer byRoute = get("/");
        assertThat(byRoute.header()).isNotNull();
        assertThat(byRoute.cookie()).isNull();
    }

    @Test
    void whatWeAnswerOurselvesBeginsNoSession() {
        engine.apply(List.of(route(COOKIE, to("a"))), plain("a"));
        Sent sent = engine.get("/");
        assertThat(sent.got()).startsWith("503 ");
        assertThat(sent.client.header("set-cookie")).isNull();
    }

    @Test
    void aTokenFromElsewhereIsNoSession() {
        engine.apply(List.of(route(COOKIE, to("a"))), plain("a", 1));
        assertThat(withCookie("127.0.0.1:1").cookie()).isNotNull();
    }
}
