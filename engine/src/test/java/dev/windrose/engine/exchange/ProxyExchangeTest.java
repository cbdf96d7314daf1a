package dev.windrose.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.exchange.EngineFixture.Scripted;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.exchange.Failure.Retry;
import dev.windrose.engine.exchange.TestUpstream.Call;
import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.LocalReply;
import dev.windrose.http.HeaderName;
import dev.windrose.http.RequestHead;
import dev.windrose.model.Destination;
import dev.windrose.model.RouteTimeouts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The way of a request through the engine, without a socket. */
class ProxyExchangeTest {
    private static final HeaderName REAL_IP = HeaderName.of("x-real-ip");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MOST_OF_IT = Duration.ofMillis(600);

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static Failure gone() {
        return Failure.client(Kind.CLIENT_CLOSED, "the client went away");
    }

    // ---- the order

    @Test
    void filtersOfTheRouteStandBeforeThoseOfTheShareAndSeeTheResponseAfterThem() {
        Destination share = new Destination.Weighted(List.of(
                new Destination.Share(1, new Destination.To(EngineFixture.BACKEND), List.of(new Scripted("share")))));
        EngineFixture engine =
                new EngineFixture(List.of(new Scripted("a"), new Scripted("b")), share, RouteTimeouts.NONE);
        engine.get("/");
        engine.upstream.last().answer(200, "");
        assertThat(engine.seen)
                .containsExactly(
                        "a request",
                        "b request",
                        "share request",
                        "call 127.0.0.1:1",
                        "share response 200",
                        "b response 200",
                        "a response 200",
                        "finished 200 ok",
                        "client 200 end");
        engine.assertNothingIsLeft();
    }

    @Test
    void whatAPeerMayNotSayIsGoneBeforeFiltersLook() {
        EngineFixture engine = EngineFixture.with("a");
        AtomicReference<@Nullable String> told = new AtomicReference<>("nothing");
        AtomicReference<String> id = new AtomicReference<>("");
        engine.onRequest("a", exchange -> {
            told.set(exchange.request().headers().first(REAL_IP));
            id.set(exchange.requestId());
            return Decision.CONTINUE;
        });
        RequestHead head = EngineFixture.head("GET", "/");
        head.headers().add(REAL_IP, "192.0.2.1");
        engine.start(head, true);
        assertThat(told.get()).isNull();
        assertThat(id.get()).isNotEmpty();
    }

    @Test
    void whatAFilterChangesIsSentAndWhatItAnswersIsNot() {
        EngineFixture engine = EngineFixture.with("a", "b");
        engine.onRequest("a", exchange -> {
            exchange.request().path("/changed");
            return Decision.CONTINUE;
        });
        engine.get("/");
        assertThat(engine.upstream.last().path()).isEqualTo("/changed");

        EngineFixture answering = EngineFixture.with("a", "b");
        answering.onRequest("a", _ -> new Decision.Respond(LocalReply.of(403, "no_entry", "You may not.")));
        answering.get("/");
        assertThat(answering.seen)
                .containsExactly("a request", "a response 403", "client 403", "finished 403 no_entry");
        assertThat(answering.client.body()).contains("\"code\":\"no_entry\"").endsWith(" end");
    }

    // ---- suspended

    private static EngineFixture suspending(AtomicReference<@Nullable Exchange> suspended) {
        EngineFixture engine = EngineFixture.with("a", "b");
        engine.onRequest("a", exchange -> {
            suspended.set(exchange);
            return Decision.SUSPEND;
        });
        return engine;
    }

    private static void resumeElsewhere(AtomicReference<@Nullable Exchange> suspended, Decision decision)
            throws InterruptedException {
        Thread other = Thread.ofPlatform().start(() -> {
            Exchange exchange = suspended.get();
            if (exchange != null) {
                exchange.resume(decision);
            }
        });
        other.join();
    }

    @Test
    void aSuspendedRequestGoesOnWhereItStoppedOnItsOwnLoopWithTheBodyThatWaited() throws Exception {
        AtomicReference<@Nullable Exchange> suspended = new AtomicReference<>();
        EngineFixture engine = suspending(suspended);
        RequestSink sink = engine.post();
        assertThat(engine.client.isPaused()).isTrue();
        sink.onRequestData(bytes("waited"), false);
        resumeElsewhere(suspended, Decision.CONTINUE);
        assertThat(engine.seen).containsExactly("a request");
        engine.loop.run();
        assertThat(engine.seen).containsExactly("a request", "b request", "call 127.0.0.1:1");
        assertThat(engine.client.isPaused()).isFalse();
        sink.onRequestData(bytes(", and more"), true);
        assertThat(engine.upstream.last().body()).isEqualTo("waited, and more");
        assertThat(engine.upstream.last().end()).isEqualTo("whole");
    }

    @Test
    void aBodyIsAskedForOnceRouteAndFiltersHaveLetTheRequestPass() throws Exception {
        AtomicReference<@Nullable Exchange> suspended = new AtomicReference<>();
        EngineFixture engine = suspending(suspended);
        engine.post();
        assertThat(engine.client.asked()).isZero();
        resumeElsewhere(suspended, Decision.CONTINUE);
        engine.loop.run();
        assertThat(engine.client.asked()).isEqualTo(1);
    }

    @Test
    void aBodyIsAskedForByAFilterThatWantsToSeeIt() {
        EngineFixture engine = EngineFixture.with("a");
        engine.onRequest("a", exchange -> {
            exchange.awaitBody(100, _ -> {});
            return Decision.SUSPEND;
        });
        engine.post();
        assertThat(engine.client.asked()).isEqualTo(1);
    }

    @Test
    void aBodyIsNotAskedForWhereTheRequestEndsHereOrHasNone() {
        EngineFixture answering = EngineFixture.with("a");
        answering.onRequest("a", _ -> new Decision.Respond(LocalReply.of(403, "no_entry", "You may not.")));
        answering.post();
        assertThat(answering.client.asked()).isZero();

        EngineFixture elsewhere = EngineFixture.with();
        RequestHead head = EngineFixture.head("POST", "/");
        head.authority("nobody.example");
        elsewhere.start(head, false);
        assertThat(elsewhere.client.asked()).isZero();

        EngineFixture bare = EngineFixture.with();
        bare.get("/");
        assertThat(bare.client.asked()).isZero();
    }

    @Test
    void aSecondResumeCountsForNothing() throws Exception {
        AtomicReference<@Nullable Exchange> suspended = new AtomicReference<>();
        EngineFixture engine = suspending(suspended);
        engine.get("/");
        resumeElsewhere(suspended, Decision.CONTINUE);
        resumeElsewhere(suspended, new Decision.Respond(LocalReply.of(403, "no_entry", "You may not.")));
        engine.loop.run();
        engine.upstream.last().answer(200, "");
        assertThat(engine.seen).endsWith("finished 200 ok", "client 200 end");
    }

    @Test
    void aSuspendedRequestWhoseClientLeftIsOverAndItsBodyReleased() throws Exception {
        AtomicReference<@Nullable Exchange> suspended = new AtomicReference<>();
        EngineFixture engine = suspending(suspended);
        RequestSink sink = engine.post();
        ByteBuf waiting = bytes("waited");
        sink.onRequestData(waiting, false);
        sink.onDownstreamClosed(gone());
        assertThat(waiting.refCnt()).isZero();
        resumeElsewhere(suspended, Decision.CONTINUE);
        engine.loop.run();
        assertThat(engine.seen).containsExactly("a request", "finished 499 client_closed");
        assertThat(engine.upstream.calls()).isEmpty();
    }

    // ---- again

    @Test
    void aRequestThatWasCertainlyNotProcessedIsSentAgainAndItsFiltersAreNotAskedAgain() {
        EngineFixture engine = EngineFixture.with("a");
        engine.get("/");
        engine.upstream.last().fail(Kind.UPSTREAM_CLOSED, Retry.SAFE);
        engine.upstream.last().answer(200, "");
        assertThat(engine.seen)
                .containsExactly(
                        "a request",
                        "call 127.0.0.1:1",
                        "call 127.0.0.1:1",
                        "a response 200",
                        "finished 200 ok after 2",
                        "client 200 end");
        engine.assertNothingIsLeft();
    }

    @Test
    void threeAttemptsAreAllAndTheLastFailureIsTold() {
        EngineFixture engine = EngineFixture.with();
        engine.upstream.onCall(call -> call.fail(Kind.CONNECT_FAILED, Retry.SAFE));
        engine.get("/");
        assertThat(engine.upstream.calls()).hasSize(3);
        assertThat(engine.seen).endsWith("client 503", "finished 503 connect_failed after 3");
        engine.assertNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({"GET, 2", "PUT, 2", "POST, 1", "PATCH, 1"})
    void whatMayHaveBeenProcessedIsSentAgainOnlyIfThatDoesNoHarm(String method, int calls) {
        EngineFixture engine = EngineFixture.with();
        engine.start(EngineFixture.head(method, "/"), true);
        engine.upstream.last().fail(Kind.UPSTREAM_RESET, Retry.IF_IDEMPOTENT);
        assertThat(engine.upstream.calls()).hasSize(calls);
    }

    @Test
    void aRequestWhoseBodyIsOnTheWayIsNotSentAgain() {
        EngineFixture engine = EngineFixture.with();
        RequestSink sink = engine.post();
        sink.onRequestData(bytes("part"), false);
        engine.upstream.last().fail(Kind.UPSTREAM_CLOSED, Retry.SAFE);
        assertThat(engine.upstream.calls()).hasSize(1);
        assertThat(engine.seen).endsWith("client 502", "finished 502 upstream_closed");
        engine.assertNothingIsLeft();
    }

    // ---- deadlines

    @Test
    void theTimeOfARequestIsThatOfAllItsAttempts() {
        EngineFixture engine = EngineFixture.limited(SECOND, Duration.ZERO);
        engine.get("/");
        engine.loop.advance(MOST_OF_IT);
        engine.upstream.last().fail(Kind.UPSTREAM_CLOSED, Retry.SAFE);
        Call second = engine.upstream.last();
        engine.loop.advance(MOST_OF_IT);
        assertThat(second.end()).isEqualTo("timed out");
        assertThat(engine.seen).endsWith("client 504", "finished 504 request_timeout after 2");
        engine.assertNothingIsLeft();
    }

    @Test
    void theTimeOfAnAttemptBeginsAnewWithTheNext() {
        EngineFixture engine = EngineFixture.limited(Duration.ZERO, SECOND);
        engine.get("/");
        engine.loop.advance(MOST_OF_IT);
        engine.upstream.last().fail(Kind.UPSTREAM_CLOSED, Retry.SAFE);
        engine.loop.advance(MOST_OF_IT);
        assertThat(engine.seen).doesNotContain("client 504");
        engine.loop.advance(MOST_OF_IT);
        assertThat(engine.upstream.last().end()).isEqualTo("timed out");
        assertThat(engine.seen).endsWith("client 504", "finished 504 backend_timeout after 2");
        engine.assertNothingIsLeft();
    }

    @Test
    void aResponseThatIsTooSlowIsBrokenOff() {
        EngineFixture engine = EngineFixture.limited(SECOND, Duration.ZERO);
        engine.get("/");
        engine.upstream.last().head(200, false);
        engine.loop.advance(SECOND);
        assertThat(engine.seen)
                .containsExactly("call 127.0.0.1:1", "client 200", "finished 200 request_timeout", "client aborted");
        engine.assertNothingIsLeft();
    }

    // ---- failures

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyFailureHasItsStatusAndItsCodeInTheAnswerAndInWhatIsObserved(Kind kind) {
        EngineFixture engine = EngineFixture.with("a");
        engine.get("/");
        engine.upstream.last().fail(kind, Retry.NEVER);
        assertThat(engine.seen)
                .endsWith(
                        "a response " + kind.status(),
                        "client " + kind.status(),
                        "finished " + kind.status() + " " + kind.code());
        assertThat(engine.client.body())
                .contains("\"code\":\"" + kind.code() + "\"")
                .doesNotContain("the test says so");
        engine.assertNothingIsLeft();
    }

    @Test
    void aFailureInTheMiddleOfTheResponseIsSeenByTheClient() {
        EngineFixture engine = EngineFixture.with();
        engine.get("/");
        engine.upstream.last().head(200, false);
        engine.upstream.last().fail(Kind.UPSTREAM_CLOSED, Retry.SAFE);
        assertThat(engine.seen)
                .containsExactly("call 127.0.0.1:1", "client 200", "finished 200 upstream_closed", "client aborted");
        engine.assertNothingIsLeft();
    }

    @Test
    void whatNoRuleMatchesIsNotFoundAndNoFilterSeesIt() {
        EngineFixture engine = EngineFixture.with("a");
        RequestHead head = EngineFixture.head("GET", "/");
        head.authority("other.example.com");
        engine.start(head, true);
        assertThat(engine.seen).containsExactly("client 404", "finished 404 no_route");
    }

    @Test
    void aDestinationThatCouldNotBeResolvedFailsClosedBehindTheFilters() {
        EngineFixture engine = new EngineFixture(
                List.of(new Scripted("a")), new Destination.Fail(500, "secret reason"), RouteTimeouts.NONE);
        engine.get("/");
        assertThat(engine.seen)
                .containsExactly("a request", "a response 500", "client 500", "finished 500 unresolved_backend");
        assertThat(engine.client.body()).doesNotContain("secret");
    }

    @Test
    void aClientThatLeavesTakesItsCallWithIt() {
        EngineFixture engine = EngineFixture.with();
        RequestSink sink = engine.get("/");
        sink.onDownstreamClosed(gone());
        assertThat(engine.upstream.last().end()).isEqualTo("cancelled");
        assertThat(engine.seen).endsWith("finished 499 client_closed");
        engine.assertNothingIsLeft();
    }

    // ---- copies

    private static EngineFixture mirroring() {
        EngineFixture engine = EngineFixture.with("a");
        engine.onRequest("a", exchange -> {
            exchange.mirror(new Destination.To(EngineFixture.SHADOW));
            return Decision.CONTINUE;
        });
        return engine;
    }

    @Test
    void aCopyGetsTheWholeRequestAndItsAnswerGoesNowhere() {
        EngineFixture engine = mirroring();
        RequestSink sink = engine.post();
        sink.onRequestData(bytes("all of it"), true);
        Call original = engine.upstream.calls().getFirst();
        Call copy = engine.upstream.last();
        assertThat(copy.endpoint().toString()).isEqualTo("127.0.0.1:9");
        assertThat(copy.body()).isEqualTo("all of it");
        copy.answer(500, "nobody reads this");
        original.answer(200, "fine");
        assertThat(engine.seen).endsWith("client 200", "finished 200 ok");
        assertThat(engine.client.body()).isEqualTo("fine end");
        engine.assertNothingIsLeft();
    }

    @Test
    void aCopyThatFailsDoesNoHarm() {
        EngineFixture engine = mirroring();
        engine.upstream.onCall(call -> {
            if (call.endpoint().address().getPort() == 9) {
                call.fail(Kind.CONNECT_FAILED, Retry.SAFE);
            }
        });
        RequestSink sink = engine.post();
        sink.onRequestData(bytes("all of it"), true);
        Call original = engine.upstream.calls().getFirst();
        original.answer(200, "");
        assertThat(original.body()).isEqualTo("all of it");
        assertThat(engine.upstream.calls()).hasSize(2);
        assertThat(engine.seen).endsWith("finished 200 ok", "client 200 end");
        engine.assertNothingIsLeft();
    }

    @Test
    void aCopyThatFallsBehindIsGivenUpAndTheOriginalGoesOn() {
        EngineFixture engine = mirroring();
        RequestSink sink = engine.post();
        Call copy = engine.upstream.last();
        copy.writable(false);
        String part = "x".repeat(40 * 1024);
        sink.onRequestData(bytes(part), false);
        sink.onRequestData(bytes(part), true);
        assertThat(copy.end()).isEqualTo("cancelled");
        assertThat(engine.client.isPaused()).isFalse();
        Call original = engine.upstream.calls().getFirst();
        assertThat(original.body()).hasSize(2 * part.length());
        original.answer(200, "");
        assertThat(engine.seen).endsWith("finished 200 ok", "client 200 end");
        engine.assertNothingIsLeft();
    }

    @Test
    void aCopyWithoutAnAnswerEndsAfterAMinute() {
        EngineFixture engine = mirroring();
        engine.get("/");
        engine.upstream.calls().getFirst().answer(200, "");
        assertThat(engine.loop.timers()).isEqualTo(1);
        engine.loop.advance(Duration.ofSeconds(60));
        assertThat(engine.upstream.last().end()).isEqualTo("cancelled");
        engine.assertNothingIsLeft();
    }
}
