package dev.windrose.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.model.FilterSpec.PathModifier;
import dev.windrose.model.FilterSpec.UrlRewrite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlRewriteTest {
    @ParameterizedTest
    @CsvSource({
        "/foo/bar, /foo, /xyz, /xyz/bar",
        "/foo/bar, /foo, /xyz/, /xyz/bar",
        "/foo/bar, /foo/, /xyz, /xyz/bar",
        "/foo/bar, /foo/, /xyz/, /xyz/bar",
        "/foo, /foo, /xyz, /xyz",
        "/foo/, /foo, /xyz, /xyz/",
        "/foo/bar, /foo, '', /bar",
        "/foo/, /foo, '', /",
        "/foo, /foo, '', /",
        "/foo/, /foo, /, /",
        "/foo, /foo, /, /",
        "/foo, /, /xyz, /xyz/foo",
        "/, /, /xyz, /xyz/",
        "/foobar, /foo, /xyz, /foobar",
    })
    void aPrefixIsReplacedBySegments(String path, String prefix, String replacement, String expected) {
        assertThat(rewritten(path, new PathModifier.PrefixMatch(prefix, replacement)))
                .isEqualTo(expected);
    }

    @Test
    void theWholePathIsReplacedAndTheQueryStays() {
        FakeExchange exchange = new FakeExchange("GET", "http://a.example.com:81/old?x=%20y", 80);
        Made.filter(new UrlRewrite("B.example.com", new PathModifier.FullPath("/new")))
                .onRequest(exchange);
        assertThat(exchange.request.path()).isEqualTo("/new");
        assertThat(exchange.request.query()).isEqualTo("x=%20y");
        assertThat(exchange.request.authority()).isEqualTo("b.example.com");
    }

    @Test
    void whatCannotBeSentIsRefusedWhenTheFilterIsMade() {
        assertThatThrownBy(() -> Made.filter(new UrlRewrite("a b", null))).hasMessageStartingWith("host: a b");
        assertThatThrownBy(() -> Made.filter(new UrlRewrite(null, new PathModifier.FullPath("/../x"))))
                .hasMessageStartingWith("path: /../x");
    }

    private static String rewritten(String path, PathModifier modifier) {
        FakeExchange exchange = new FakeExchange("GET", "http://a.example.com" + path, 80);
        Made.filter(new UrlRewrite(null, modifier)).onRequest(exchange);
        return exchange.request.path();
    }
}
