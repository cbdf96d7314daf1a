package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints that misuse HTTP/1: they are given up, and neither memory nor a neighbour nor the next request suffers. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpstreamAbuseH1Test {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 200 OK\r\n', 'X-A: b\r\n'",
        "'HTTP/1.1 200 OK\r\n', 'a'",
        "'HTTP/1.1 200 OK\r\nX: ', 'a'",
        "'HTTP/1.1 200 ', 'OK'",
        "'', 'a'",
        "'', '\r\n'",
        "'', 'HTTP/1.1 102 Processing\r\n\r\n'",
        "'', 'HTTP/1.1 100 Continue\r\n\r\n'"
    })
    void aHeadThatNeverEndsIsCutOff(String begin, String rest) throws Exception {
        CountDownLatch given = new CountDownLatch(1);
        try (TestBackend endpoint = endless(begin, rest, given);
                Neighbourhood gateway = new Neighbourhood(endpoint.port(), UpstreamProtocol.HTTP1)) {
            String answer = gateway.askOnce(GET);
            assertThat(answer.substring(answer.lastIndexOf("HTTP/1.1 ")))
                    .startsWith("HTTP/1.1 502")
                    .contains("upstream_protocol_error");
            given.await();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'5\r\nhello\r\n0\r\n', 'X-A: b\r\n'",
        "'5\r\nhello\r\n0\r\nX: ', 'a'",
        "'5\r\nhello\r\n5;', 'a'",
        "'5\r\nhello\r\n0', '0'",
        "'5\r\nhello\r\n', '1;abcdefghijklmnopqrstuvwxyz\r\nx\r\n'"
    })
    void aBodyWhoseFramingNeverEndsIsCutOff(String begin, String rest) throws Exception {
        CountDownLatch given = new CountDownLatch(1);
        try (TestBackend endpoint = endless(CHUNKED + begin, rest, given);
                Neighbourhood gateway = new Neighbourhood(endpoint.port(), UpstreamProtocol.HTTP1)) {
            assertThat(gateway.askOnce(GET)).doesNotEndWith("0\r\n\r\n");
            given.await();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"FFFFFFFFFFFFFFFFF", "8000000000000000", "FFFFFFFFFFFFFFFF", "-1", "+5", "0x5", " 5", "5 5", ""})
    void aChunkSizeThatIsNoneIsNotGuessedAt(String size) throws Exception {
        try (TestBackend endpoint =
                        TestBackend.answering(CHUNKED + "5\r\nhello\r\n" + size + "\r\nworld\r\n0\r\n\r\n");
                Neighbourhood gateway = new Neighbourhood(endpoint.port(), UpstreamProtocol.HTTP1)) {
            assertThat(gateway.askOnce(GET)).doesNotContain("world").doesNotEndWith("0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nContent-Length: 3",
                "Content-Length: 2\r\nContent-Length: 2",
                "Content-Length: 2, 2",
                "Content-Length: +2",
                "Content-Length: 99999999999999999999",
                "Content-Length: 2\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: identity\r\nContent-Length: 2",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding : chunked",
            })
    void anAnswerWhoseLengthIsInDoubtIsNotPassedOn(String fields) throws Exception {
        try (TestBackend endpoint = TestBackend.answering(OK + fields + "\r\n\r\nab");
                Neighbourhood gateway = new Neighbourhood(endpoint.port(), UpstreamProtocol.HTTP1)) {
            assertThat(gateway.askOnce(GET)).startsWith("HTTP/1.1 502").contains("upstream_protocol_error");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"})
    void anAnswerBeforeTheEndOfTheRequestIsNoneToTheNext(String more) throws Exception {
        try (TestBackend endpoint = new TestBackend((in, out) -> {
                    String head = TestBackend.readHead(in);
                    out.write((OK + "Content-Length: 5\r\n\r\n" + head.substring(6, 11) + more)
                            .getBytes(StandardCharsets.ISO_8859_1));
                    in.transferTo(OutputStream.nullOutputStream());
                });
                Neighbourhood gateway = new Neighbourhood(endpoint.port(), UpstreamProtocol.HTTP1)) {
            for (String path : new String[] {"first", "other", "third"}) {
                try (Socket client = gateway.connect()) {
                    String answer = Neighbourhood.ask(
                            client, "POST /" + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nbegin");
                    assertThat(answer).startsWith(OK.strip()).endsWith(path);
                }
            }
            assertThat(endpoint.connections()).isEqualTo(3);
        }
    }

    @Test
    void whatAnEndpointSaysUnaskedIsNoAnswer() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (TestBackend endpoint = new TestBackend((in, out) -> {
                    TestBackend.readHead(in);
                    out.write((OK + "Content-Length: 4\r\n\r\ngood").getBytes(StandardCharsets.ISO_8859_1));
                    out.flush();
                    out.write((OK + "Content-Length: 6\r\n\r\npoison").getBytes(StandardCharsets.ISO_8859_1));
                    out.flush();
                    if (in.read() < 0) {
                        closed.countDown();
                    }
                });
                Neighbourhood gateway = new Neighbourhood(endpoint.port(), UpstreamProtocol.HTTP1)) {
            assertThat(gateway.askOnce(GET)).endsWith("good");
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(gateway.askOnce(GET)).endsWith("good");
        }
    }

    /** Says something again and again until the gateway closes. */
    private static TestBackend endless(String begin, String rest, CountDownLatch given) {
        byte[] part = rest.repeat(16 * 1024 / rest.length()).getBytes(StandardCharsets.ISO_8859_1);
        return new TestBackend((in, out) -> {
            TestBackend.readHead(in);
            try {
                out.write(begin.getBytes(StandardCharsets.ISO_8859_1));
                while (true) {
                    out.write(part);
                }
            } catch (IOException _) {
                given.countDown();
            }
        });
    }
}
