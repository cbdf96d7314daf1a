package dev.windrose.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.filter.Decision;
import dev.windrose.filter.Filter;
import dev.windrose.filter.LocalReply;
import dev.windrose.model.FilterSpec.Cors;
import dev.windrose.model.FilterSpec.HeaderValue;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorsTest {
    private static final String ORIGIN = "https://www.example.com";
    private static final Cors LISTED =
            new Cors(List.of(ORIGIN), true, List.of("GET", "PUT"), List.of("x-a", "x-b"), List.of("x-seen"), 600);
    private static final Cors ANYTHING = new Cors(List.of("*"), true, List.of("*"), List.of("*"), List.of("*"), 5);
    private static final Cors ANYTHING_WITHOUT_CREDENTIALS =
            new Cors(List.of("*"), false, List.of("*"), List.of("*"), List.of("*"), 5);

    @Test
    void aPreflightIsAnsweredHere() {
        assertThat(preflight(LISTED, ORIGIN, "PUT", "x-a"))
                .containsEntry("access-control-allow-origin", ORIGIN)
                .containsEntry("access-control-allow-credentials", "true")
                .containsEntry("access-control-allow-methods", "GET, PUT")
                .containsEntry("access-control-allow-headers", "x-a, x-b")
                .containsEntry("access-control-max-age", "600")
                .hasEntrySatisfying("vary", value -> assertThat(value).startsWith("Origin"));
    }

    @Test
    void aPreflightOfAnotherOriginIsAnsweredWithoutPermission() {
        assertThat(preflight(LISTED, "https://evil.example.com", "PUT", null)).containsOnlyKeys("vary");
    }

    @Test
    void withCredentialsAStarBecomesWhatWasAskedFor() {
        assertThat(preflight(ANYTHING, ORIGIN, "PATCH", "x-1, x-2"))
                .containsEntry("access-control-allow-origin", ORIGIN)
                .containsEntry("access-control-allow-methods", "PATCH")
                .containsEntry("access-control-allow-headers", "x-1, x-2");
        assertThat(preflight(ANYTHING, ORIGIN, "PATCH", null)).doesNotContainKey("access-control-allow-headers");
        assertThat(preflight(ANYTHING_WITHOUT_CREDENTIALS, ORIGIN, "PATCH", "x-1"))
                .containsEntry("access-control-allow-origin", "*")
                .containsEntry("access-control-allow-methods", "*")
                .containsEntry("access-control-allow-headers", "*")
                .doesNotContainKey("access-control-allow-credentials");
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example.com, true",
        "https://a.b.example.com, true",
        "HTTPS://A.Example.com, true",
        "https://example.com, false",
        "https://.example.com, false",
        "http://a.example.com, false",
        "https://a.example.com:8443, false",
        "https://a.example.com.evil.org, false",
        "https://evil.org/.example.com, false",
        "https://evilexample.com, false",
        "null, false",
    })
    void aWildcardStandsForLabelsInFront(String origin, boolean allowed) {
        Cors cors = new Cors(List.of("https://*.example.com"), false, List.of(), List.of(), List.of(), 5);
        assertThat(preflight(cors, origin, "GET", null).containsKey("access-control-allow-origin"))
                .isEqualTo(allowed);
    }

    @Test
    void aPreflightSaysWhatMayBeSeen() {
        assertThat(preflight(LISTED, ORIGIN, "GET", null)).containsEntry("access-control-expose-headers", "x-seen");
    }

    @Test
    void anAnswerGetsOurHeadersInThePlaceOfTheBackends() {
        FakeExchange exchange = passed(LISTED, ORIGIN);
        assertThat(exchange.responseHeader("access-control-allow-origin")).isEqualTo(ORIGIN);
        assertThat(exchange.responseHeader("access-control-allow-credentials")).isEqualTo("true");
        assertThat(exchange.responseHeader("access-control-expose-headers")).isEqualTo("x-seen");
        assertThat(exchange.responseHeader("vary")).isEqualTo("Origin");
        assertThat(passed(ANYTHING_WITHOUT_CREDENTIALS, ORIGIN).responseHeader("access-control-allow-origin"))
                .isEqualTo("*");
    }

    @Test
    void aRequestOfAnotherOriginPassesWithoutPermission() {
        FakeExchange exchange = passed(LISTED, "https://evil.example.com");
        assertThat(exchange.responseHeader("access-control-allow-origin")).isNull();
        assertThat(exchange.responseHeader("access-control-allow-credentials")).isNull();
        assertThat(exchange.responseHeader("vary")).isEqualTo("Origin");
    }

    @Test
    void optionsThatIsNoPreflightPasses() {
        FakeExchange exchange = new FakeExchange("OPTIONS", "http://a/", 80).with("origin", ORIGIN);
        assertThat(Made.filter(LISTED).onRequest(exchange)).isEqualTo(Decision.CONTINUE);
    }

    @Test
    void anOriginHasAtMostOneStar() {
        assertThatThrownBy(() -> Made.filter(new Cors(List.of("*://*.a"), false, List.of(), List.of(), List.of(), 5)))
                .hasMessageContaining("at most one *");
    }

    private static FakeExchange passed(Cors cors, String origin) {
        Filter filter = Made.filter(cors);
        FakeExchange exchange = new FakeExchange("GET", "http://a/", 80).with("origin", origin);
        assertThat(filter.onRequest(exchange)).isEqualTo(Decision.CONTINUE);
        exchange.answered("access-control-allow-origin", "https://evil.example.com")
                .answered("access-control-allow-credentials", "true");
        filter.onResponse(exchange);
        return exchange;
    }

    private static Map<String, String> preflight(
            Cors cors, String origin, String method, @Nullable String requestHeaders) {
        Filter filter = Made.filter(cors);
        FakeExchange exchange = new FakeExchange("OPTIONS", "http://a/", 80)
                .with("origin", origin)
                .with("access-control-request-method", method);
        if (requestHeaders != null) {
            exchange.with("access-control-request-headers", requestHeaders);
        }
        LocalReply reply = Made.reply(filter, exchange);
        assertThat(reply.status()).isEqualTo(204);
        filter.onResponse(exchange);
        assertThat(exchange.response.headers().isEmpty()).isTrue();
        return reply.headers().stream().collect(Collectors.toMap(HeaderValue::name, HeaderValue::value));
    }
}
