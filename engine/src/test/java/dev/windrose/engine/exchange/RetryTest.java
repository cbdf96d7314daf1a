package dev.windrose.engine.exchange;

import static dev.windrose.engine.exchange.TestEngine.cluster;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.exchange.Failure.Retry;
import dev.windrose.engine.exchange.TestEngine.Sent;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.Destination;
import dev.windrose.model.RetrySpec;
import dev.windrose.model.RouteId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTimeouts;
import dev.windrose.model.TrafficSpec;
import dev.windrose.model.TrafficSpec.RetryBudget;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a request is sent again, how long after, and what the client gets when that does not help. */
class RetryTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final RetrySpec TWICE = new RetrySpec(2, Set.of(500, 503), Duration.ZERO);

    private final TestEngine engine = new TestEngine();

    private void route(@Nullable RetrySpec retry, RouteTimeouts timeouts, ClusterSpec cluster) {
        RouteSpec route = new RouteSpec(
                new RouteId("r"),
                List.of(RouteMatch.ANY),
                List.of(),
                new Destination.To(new ClusterId("backend")),
                timeouts,
                retry,
                null,
                "test");
        engine.apply(List.of(route), cluster);
    }

    private void route(@Nullable RetrySpec retry, int... ports) {
        route(retry, RouteTimeouts.NONE, cluster("backend", TrafficSpec.NONE, ports));
    }

    private TestUpstream.Call call(int number) {
        assertThat(engine.upstream.calls()).hasSize(number);
        return engine.upstream.calls().get(number - 1);
    }

    private int port(int number) {
        return call(number).port();
    }

    @Test
    void anAnswerWithAListedStatusIsDroppedAndAnotherEndpointAsked() {
        route(TWICE, 1, 2);
        Sent sent = engine.get("/");
        int first = port(1);
        call(1).answer(503, "not now");
        assertThat(sent.got()).isEmpty();
        assertThat(call(2).port()).isNotEqualTo(first);
        assertThat(engine.upstream.calls().getFirst().end()).isEqualTo("cancelled");
        call(2).answer(200, "fine");
        assertThat(sent.got()).isEqualTo("200 fine end");
        assertThat(engine.finished()).containsExactly("finished 200 ok after 2");
        assertThat(engine.loop.timers()).isZero();
        assertThat(engine.upstream.calls()).allMatch(call -> call.endpoint().active() == 0);
    }

    @Test
    void theLastAnswerPassesThroughWhenNoAttemptIsLeft() {
        route(TWICE, 1);
        Sent sent = engine.get("/");
        for (int i = 1; i <= 3; i++) {
            call(i).answer(i == 3 ? 503 : 500, "no " + i);
            engine.loop.advance(0);
        }
        assertThat(sent.got()).isEqualTo("503 no 3 end");
        call(3);
    }

    @Test
    void aStatusThatIsNotListedPassesAtOnce() {
        route(TWICE, 1, 2);
        Sent sent = engine.get("/");
        call(1).answer(502, "bad");
        assertThat(sent.got()).isEqualTo("502 bad end");
        call(1);
    }

    @Test
    void anEndedConnectionIsTriedAgainAndIs503AtLast() {
        route(new RetrySpec(1, Set.of(), Duration.ZERO), 1, 2);
        Sent sent = engine.request("POST", "/").start(true);
        call(1).fail(Kind.UPSTREAM_RESET, Retry.NEVER);
        engine.loop.advance(0);
        call(2).fail(Kind.UPSTREAM_CLOSED, Retry.NEVER);
        assertThat(sent.got()).startsWith("503 ").contains("upstream_closed");
        call(2);
    }

    @Test
    void aFailureThatHelpsNobodyIsNotTriedAgain() {
        route(TWICE, 1, 2);
        Sent sent = engine.get("/");
        call(1).fail(Kind.UPSTREAM_PROTOCOL, Retry.NEVER);
        assertThat(sent.got()).startsWith("502 ");
        call(1);
    }

    @Test
    void aTimeoutOfOneAttemptIsTriedAgainAndIs504AtLast() {
        RouteTimeouts timeouts = new RouteTimeouts(Duration.ZERO, Duration.ofMillis(100));
        route(new RetrySpec(1, Set.of(), Duration.ZERO), timeouts, cluster("backend", TrafficSpec.NONE, 1));
        Sent sent = engine.get("/");
        engine.loop.advance(100 * MILLI);
        assertThat(engine.upstream.calls().getFirst().end()).isEqualTo("timed out");
        call(2);
        engine.loop.advance(99 * MILLI);
        assertThat(sent.got()).isEmpty();
        engine.loop.advance(MILLI);
        assertThat(sent.got()).startsWith("504 ").contains("backend_timeout");
        call(2);
    }

    @Test
    void theRequestTimeoutCoversAttemptsAndWhatIsBetweenThem() {
        RouteTimeouts timeouts = new RouteTimeouts(Duration.ofMillis(150), Duration.ZERO);
        RetrySpec slow = new RetrySpec(5, Set.of(503), Duration.ofMillis(100));
        route(slow, timeouts, cluster("backend", TrafficSpec.NONE, 1));
        Sent sent = engine.get("/");
        call(1).answer(503, "");
        engine.loop.advance(150 * MILLI);
        assertThat(sent.got()).startsWith("504 ").contains("request_timeout");
        engine.loop.advance(1_000 * MILLI);
        assertThat(engine.upstream.calls().size()).isLessThanOrEqualTo(2);
        assertThat(engine.loop.timers()).isZero();
    }

    @Test
    void theNextAttemptIsNeverEarlierThanTheBackoffNorMuchLater() {
        route(new RetrySpec(1, Set.of(503), Duration.ofMillis(100)), 1);
        engine.get("/");
        call(1).answer(503, "");
        engine.loop.advance(100 * MILLI - 1);
        call(1);
        engine.loop.advance(50 * MILLI + 1);
        call(2);
    }

    @Test
    void aBodyIsSentAgainAndWhatComesMeanwhileFollows() {
        route(new RetrySpec(1, Set.of(503), Duration.ofMillis(10)), 1, 2);
        Sent sent = engine.post("/").body("one ", false);
        call(1).answer(503, "");
        engine.loop.advance(0);
        assertThat(sent.client.isPaused()).isTrue();
        sent.body("two ", false);
        engine.loop.advance(20 * MILLI);
        assertThat(sent.client.isPaused()).isFalse();
        sent.body("three", true);
        assertThat(call(2).body()).isEqualTo("one two three");
        assertThat(call(2).end()).isEqualTo("whole");
        call(2).answer(200, "");
        assertThat(sent.got()).isEqualTo("200 end");
    }

    @Test
    void aWholeBodyIsSentAgainAsAWhole() {
        route(TWICE, 1, 2);
        Sent sent = engine.post("/").body("all of it", true);
        call(1).answer(500, "");
        engine.loop.advance(0);
        assertThat(call(2).body()).isEqualTo("all of it");
        assertThat(call(2).end()).isEqualTo("whole");
        call(2).answer(200, "");
        assertThat(sent.got()).isEqualTo("200 end");
    }

    @Test
    void aBodyThatIsTooLongToKeepIsNotSentAgain() {
        route(TWICE, 1, 2);
        Sent sent = engine.post("/").body("x".repeat(BodyCopy.MAX_BYTES), false).body("x", true);
        call(1).answer(503, "no");
        assertThat(sent.got()).isEqualTo("503 no end");
        call(1);
    }

    @Test
    void withoutAWishOnlyWhatWasNotProcessedIsTriedAgain() {
        route(null, 1, 2);
        Sent sent = engine.get("/");
        int first = port(1);
        call(1).fail(Kind.CONNECT_FAILED, Retry.SAFE);
        assertThat(port(2)).isNotEqualTo(first);
        call(2).answer(503, "no");
        assertThat(sent.got()).isEqualTo("503 no end");
        Sent reset = engine.get("/");
        call(3).fail(Kind.UPSTREAM_RESET, Retry.NEVER);
        assertThat(reset.got()).startsWith("502 ");
    }

    @Test
    void aClientThatLeavesBetweenAttemptsEndsThem() {
        route(new RetrySpec(1, Set.of(503), Duration.ofMillis(100)), 1);
        Sent sent = engine.post("/").body("part", false);
        call(1).answer(503, "");
        sent.close();
        engine.loop.advance(1_000 * MILLI);
        call(1);
        assertThat(engine.loop.timers()).isZero();
        assertThat(engine.finished()).hasSize(1);
    }

    private void budget(int percent, int least) {
        RetryBudget budget = new RetryBudget(percent, Duration.ofSeconds(10), least, Duration.ofSeconds(1));
        route(
                new RetrySpec(1, Set.of(500), Duration.ZERO),
                RouteTimeouts.NONE,
                cluster("backend", new TrafficSpec(budget, null), 1));
    }

    /** Sends a request of which every attempt is answered with 500; returns what the client gets of the status. */
    private String failing() {
        Sent sent = engine.get("/");
        engine.upstream.last().answer(500, "");
        engine.loop.advance(0);
        if (sent.got().isEmpty()) {
            engine.upstream.last().answer(500, "");
        }
        return sent.got().substring(0, 3);
    }

    @Test
    void retriesBeyondTheBudgetAreRefusedWith503() {
        budget(20, 0);
        for (int i = 0; i < 16; i++) {
            engine.get("/");
            engine.upstream.last().answer(200, "");
        }
        // 16 went well; with these four retries of 20 first attempts, 17 % of 24 are retries, and a fifth is 20 % of
        // 25.
        for (int i = 0; i < 5; i++) {
            assertThat(failing()).isEqualTo(i < 5 ? "500" : "503");
        }
        assertThat(failing()).isEqualTo("503");
        assertThat(engine.finished()).last().isEqualTo("finished 503 retry_budget");
    }

    @Test
    void aFewRetriesAreAlwaysAllowedAndTheBudgetRecovers() {
        budget(0, 2);
        assertThat(failing()).isEqualTo("500");
        assertThat(failing()).isEqualTo("500");
        assertThat(failing()).isEqualTo("503");
        engine.loop.advance(1_100 * MILLI);
        assertThat(failing()).isEqualTo("500");
    }

    @Test
    void anEndpointMoreDoesNotRenewTheBudget() {
        budget(0, 1);
        assertThat(failing()).isEqualTo("500");
        RetryBudget same = new RetryBudget(0, Duration.ofSeconds(10), 1, Duration.ofSeconds(1));
        route(
                new RetrySpec(1, Set.of(500), Duration.ZERO),
                RouteTimeouts.NONE,
                cluster("backend", new TrafficSpec(same, null), 1, 2));
        assertThat(failing()).isEqualTo("503");
    }
}
