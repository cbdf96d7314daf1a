package dev.windrose.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A filter that throws costs its own request, and nothing else. */
class BrokenFilterTest {
    private final EngineFixture engine = EngineFixture.with("a", "b", "c");

    /** Each throws in the direction that the request's path names. */
    @BeforeEach
    void breakFilters() {
        engine.upstream.onCall(call -> engine.loop.execute(() -> call.head(200, false)));
        for (String name : new String[] {"a", "b", "c"}) {
            engine.onRequest(name, exchange -> {
                fail(exchange, "/request/" + name);
                return Decision.CONTINUE;
            });
            engine.onResponse(name, exchange -> fail(exchange, "/response/" + name));
        }
    }

    private static void fail(Exchange exchange, String path) {
        if (exchange.request().path().equals(path)) {
            throw new IllegalStateException("secret of the filter");
        }
    }

    private void assertIs500() {
        assertThat(engine.seen).endsWith("client 500", "finished 500 internal_error");
        assertThat(engine.client.body())
                .contains("\"code\":\"internal_error\"")
                .endsWith(" end")
                .doesNotContain("secret", "IllegalState");
        engine.assertNothingIsLeft();
    }

    @Test
    void oneThatFailsOnTheRequestAnswers500AndOnlyThoseBeforeItSeeThat() {
        engine.get("/request/b");
        assertIs500();
        assertThat(engine.seen).startsWith("a request", "b request", "a response 500", "client 500");
        assertThat(engine.upstream.calls()).isEmpty();
    }

    @Test
    void oneThatFailsOnTheResponseAnswers500AndGivesUpTheUpstreams() {
        engine.get("/response/b");
        assertIs500();
        assertThat(engine.seen)
                .startsWith(
                        "a request",
                        "b request",
                        "c request",
                        "call 127.0.0.1:1",
                        "c response 200",
                        "b response 200",
                        "a response 500",
                        "client 500");
        assertThat(engine.upstream.last().end()).isEqualTo("cancelled");
    }

    @Test
    void theFirstThatFailsOnTheResponseAnswers500Too() {
        engine.get("/response/a");
        assertIs500();
        assertThat(engine.seen).containsSequence("b response 200", "a response 200", "client 500");
    }

    @Test
    void theNextRequestIsServed() {
        engine.get("/response/c");
        assertIs500();
        engine.seen.clear();
        engine.get("/fine");
        assertThat(engine.seen).endsWith("c response 200", "b response 200", "a response 200", "client 200");
    }
}
