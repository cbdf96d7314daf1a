package dev.windrose.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.filter.LocalReply;
import dev.windrose.model.FilterSpec.PathModifier;
import dev.windrose.model.FilterSpec.Redirect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RedirectTest {
    @Test
    void thePortFollowsTheConfiguredOneThenTheSchemeThenTheListener() {
        assertThat(location("http://a.example.com/x", 80, null, "b.example.com", null))
                .isEqualTo("http://b.example.com/x");
        assertThat(location("http://a.example.com:8080/x", 8080, null, null, null))
                .isEqualTo("http://a.example.com:8080/x");
        assertThat(location("http://a.example.com:8080/x", 8080, "https", null, null))
                .isEqualTo("https://a.example.com/x");
        assertThat(location("https://a.example.com/x", 443, null, null, null)).isEqualTo("https://a.example.com/x");
        assertThat(location("https://a.example.com/x", 443, "http", null, null)).isEqualTo("http://a.example.com/x");
        assertThat(location("http://a.example.com/x", 80, "https", null, 8443))
                .isEqualTo("https://a.example.com:8443/x");
        assertThat(location("http://a.example.com/x", 8080, null, null, 80)).isEqualTo("http://a.example.com/x");
        assertThat(location("http://a.example.com/x", 80, null, null, 443)).isEqualTo("http://a.example.com:443/x");
    }

    @Test
    void whereAProxyBeforeUsTookOffTlsThePortIsTheSchemes() {
        assertThat(location("https://a.example.com/x", 8080, null, null, null)).isEqualTo("https://a.example.com/x");
    }

    @Test
    void pathAndQueryAreKeptUnlessThePathIsModified() {
        assertThat(location("http://a.example.com/x?q=1&r", 80, "https", null, null))
                .isEqualTo("https://a.example.com/x?q=1&r");
        FakeExchange exchange = new FakeExchange("GET", "http://a.example.com/old/x?q=1", 80);
        Redirect redirect = new Redirect(null, null, new PathModifier.PrefixMatch("/old", "/new"), null, 308);
        LocalReply reply = Made.reply(Made.filter(redirect), exchange);
        assertThat(reply.status()).isEqualTo(308);
        assertThat(reply.headers().getFirst().value()).isEqualTo("http://a.example.com/new/x?q=1");
    }

    @Test
    void withoutAHostTheLocationIsRelative() {
        assertThat(location("http:///x", 80, null, null, null)).isEqualTo("/x");
    }

    @Test
    void onlyStatusesThatRedirectAreTaken() {
        assertThatThrownBy(() -> Made.filter(new Redirect(null, null, null, null, 200)))
                .hasMessageContaining("status: 200");
        assertThatThrownBy(() -> Made.filter(new Redirect("ftp", null, null, null, 302)))
                .hasMessageContaining("scheme: ftp");
    }

    private static String location(
            String url, int port, @Nullable String scheme, @Nullable String host, @Nullable Integer toPort) {
        FakeExchange exchange = new FakeExchange("GET", url, port);
        LocalReply reply = Made.reply(Made.filter(new Redirect(scheme, host, null, toPort, 302)), exchange);
        return reply.headers().getFirst().value();
    }
}
