package dev.windrose.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.model.FilterSpec.HeaderChanges;
import dev.windrose.model.FilterSpec.HeaderValue;
import dev.windrose.model.FilterSpec.RequestHeaders;
import dev.windrose.model.FilterSpec.ResponseHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadersTest {
    private static final HeaderChanges CHANGES = new HeaderChanges(
            List.of(new HeaderValue("X-Set", "new")),
            List.of(new HeaderValue("x-add", "2"), new HeaderValue("x-add", "3")),
            List.of("X-Remove", "connection"));

    @Test
    void requestHeadersAreSetAddedAndRemoved() {
        FakeExchange exchange = new FakeExchange("GET", "http://a/", 80)
                .with("x-set", "old")
                .with("X-SET", "older")
                .with("x-add", "1")
                .with("x-remove", "gone");
        Made.filter(new RequestHeaders(CHANGES)).onRequest(exchange);
        assertThat(exchange.requestHeader("x-set")).isEqualTo("new");
        assertThat(exchange.requestHeader("x-add")).isEqualTo("1, 2, 3");
        assertThat(exchange.requestHeader("x-remove")).isNull();
    }

    @Test
    void responseHeadersAreChangedInTheResponseOnly() {
        FakeExchange exchange =
                new FakeExchange("GET", "http://a/", 80).with("x-set", "old").answered("x-remove", "gone");
        Made.filter(new ResponseHeaders(CHANGES)).onResponse(exchange);
        assertThat(exchange.requestHeader("x-set")).isEqualTo("old");
        assertThat(exchange.responseHeader("x-set")).isEqualTo("new");
        assertThat(exchange.responseHeader("x-remove")).isNull();
    }

    @Test
    void hostIsTheAuthorityAndCannotBeDoubled() {
        FakeExchange exchange = new FakeExchange("GET", "http://a/", 80);
        Made.filter(new RequestHeaders(setting("Host", "B.example.com:81"))).onRequest(exchange);
        assertThat(exchange.request.authority()).isEqualTo("b.example.com:81");
        assertThat(exchange.requestHeader("host")).isNull();
        assertThatThrownBy(() -> Made.filter(new RequestHeaders(
                        new HeaderChanges(List.of(), List.of(new HeaderValue("host", "b")), List.of()))))
                .hasMessageStartingWith("add: host");
        assertThatThrownBy(() -> Made.filter(new RequestHeaders(setting("host", "a/b"))))
                .hasMessageStartingWith("host: a/b");
    }

    @Test
    void fieldsOfTheTransportAndBrokenValuesAreRefused() {
        assertThatThrownBy(() -> Made.filter(new RequestHeaders(setting("Transfer-Encoding", "chunked"))))
                .hasMessageStartingWith("header: transfer-encoding");
        assertThatThrownBy(() -> Made.filter(new ResponseHeaders(setting("content-length", "0"))))
                .hasMessageStartingWith("header: content-length");
        assertThatThrownBy(() -> Made.filter(new ResponseHeaders(setting("x", "a\r\nb: c"))))
                .hasMessageStartingWith("x:");
        assertThatThrownBy(() -> Made.filter(new ResponseHeaders(setting("x y", "a"))))
                .hasMessageContaining("token");
    }

    private static HeaderChanges setting(String name, String value) {
        return new HeaderChanges(List.of(new HeaderValue(name, value)), List.of(), List.of());
    }
}
