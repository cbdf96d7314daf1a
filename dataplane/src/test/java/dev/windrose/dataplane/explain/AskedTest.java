package dev.windrose.dataplane.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.engine.explain.Connection;
import dev.windrose.model.FilterSpec.HeaderValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskedTest {
    @Test
    void aCallIsAPostOverClearOrSecuredHttpWithItsContentType() {
        HeaderValue type = new HeaderValue("content-type", "application/grpc");
        assertThat(Asked.of("grpc://Shop.example:8080/shop.Orders/Get", List.of()))
                .isEqualTo(new RequestLine("POST", "http", "shop.example", 8080, "/shop.Orders/Get", List.of(type)));
        assertThat(Asked.of(" grpcs://a/b/c ", List.of("Content-Type: application/grpc+json")))
                .isEqualTo(new RequestLine(
                        "POST",
                        "https",
                        "a",
                        0,
                        "/b/c",
                        List.of(new HeaderValue("content-type", "application/grpc+json"))));
    }

    @Test
    void connectionsAreAskedForByNameAndPort() {
        assertThat(Asked.of("TLS://DB.example.com", List.of()))
                .isEqualTo(new ConnectionLine(Connection.Kind.TLS, "db.example.com", 0));
        assertThat(Asked.of("tcp://:9000", List.of())).isEqualTo(new ConnectionLine(Connection.Kind.TCP, "", 9000));
        assertThat(Asked.of("udp://10.0.0.1:53/", List.of()))
                .isEqualTo(new ConnectionLine(Connection.Kind.UDP, "10.0.0.1", 53));
    }

    @ParameterizedTest
    @CsvSource({
        "what?, expected: a method and a URL",
        "tls://:443, expected: a server name",
        "tcp://db.example.com, expected: a port",
        "tcp://db.example.com:5432/path, expected: a method and a URL",
        "udp://:99999999, expected: a method and a URL",
    })
    void whatCannotBeReadSaysWhatIsExpected(String line, String expected) {
        assertThatThrownBy(() -> Asked.of(line, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(line)
                .hasMessageContaining(expected);
    }

    @Test
    void headersBelongToRequestsOnly() {
        assertThatThrownBy(() -> Asked.of("tcp://:1", List.of("a: b"))).hasMessageContaining("-H: a: b (expected:");
    }
}
