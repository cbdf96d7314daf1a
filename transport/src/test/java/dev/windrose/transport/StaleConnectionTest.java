package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An endpoint that closes a kept connection just as the next request is on its way. */
class StaleConnectionTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final List<String> heads = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
    void aRequestThatMayBeRepeatedIsSentAgainOnAFreshConnection(String method) throws Exception {
        try (TestBackend backend = closing("");
                TestGateway gateway = new TestGateway(backend.port());
                Socket client = gateway.connect()) {
            assertThat(Neighbourhood.ask(client, "GET /first HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
            client.getOutputStream().write(ascii(method + " /second HTTP/1.1\r\nHost: a\r\n\r\n"));
            assertThat(TestBackend.readHead(client.getInputStream())).startsWith("HTTP/1.1 200");
            assertThat(backend.connections()).isEqualTo(2);
            assertThat(heads).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /second HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody",
                "POST /second HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
                "PATCH /second HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody",
                "PUT /second HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nbegin",
                "PUT /second HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n"
            })
    void aRequestThatMayHaveHadEffectOrIsPartlyGoneIsNot(String request) throws Exception {
        try (TestBackend backend = closing("");
                TestGateway gateway = new TestGateway(backend.port());
                Socket client = gateway.connect()) {
            assertThat(Neighbourhood.ask(client, "GET /first HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
            assertThat(Neighbourhood.ask(client, request))
                    .startsWith("HTTP/1.1 502")
                    .contains("upstream_");
            assertThat(heads.stream().filter(head -> head.contains("/second"))).hasSize(1);
        }
    }

    @Test
    void anAnswerThatHasBegunIsNotAskedForAgain() throws Exception {
        try (TestBackend backend = closing("HTTP/1.1 2");
                TestGateway gateway = new TestGateway(backend.port());
                Socket client = gateway.connect()) {
            assertThat(Neighbourhood.ask(client, "GET /first HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
            assertThat(Neighbourhood.ask(client, "GET /second HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 502")
                    .contains("upstream_closed");
            assertThat(heads).hasSize(2);
        }
    }

    /** Answers the first request, ends its connection at the second with a few bytes, and answers what comes by other connections. */
    private TestBackend closing(String lastWords) {
        return new TestBackend((in, out) -> {
            boolean first = heads.isEmpty();
            answer(in, out);
            if (first) {
                heads.add(TestBackend.readHead(in));
                out.write(ascii(lastWords));
            } else {
                in.read();
            }
        });
    }

    private void answer(InputStream in, OutputStream out) throws IOException {
        heads.add(TestBackend.readHead(in));
        out.write(ascii(OK));
        out.flush();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
