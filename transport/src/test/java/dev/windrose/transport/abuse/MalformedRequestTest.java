package dev.windrose.transport.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What two servers could read in two ways, sent to a whole gateway: the answer has its code, the connection ends, and nothing reaches the service: not
 * the request, and not the one that hides in it.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MalformedRequestTest {
    private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: h\r\n\r\n";

    private static Victim victim;
    private static Victim chunked;

    @BeforeAll
    static void start() {
        victim = new Victim();
        chunked = new Victim();
    }

    @AfterAll
    static void stop() {
        victim.close();
        chunked.close();
    }

    static Stream<Arguments> framings() {
        return Stream.of(
                        "Content-Length: 4\r\nTransfer-Encoding: chunked",
                        "Transfer-Encoding: chunked\r\nContent-Length: 4",
                        "Transfer-Encoding: chunked\r\nContent-Length: 0",
                        "Content-Length: 4\r\nContent-Length: 4",
                        "Content-Length: 4\r\nContent-Length: 5",
                        "Content-Length: 4, 4",
                        "Content-Length: +4",
                        "Content-Length: -4",
                        "Content-Length: 0x4",
                        "Content-Length: 4 4",
                        "Content-Length: 4a",
                        "Content-Length: 4.0",
                        "Content-Length: \"4\"",
                        "Content-Length:",
                        "Content-Length: 18446744073709551620",
                        "Transfer-Encoding: identity",
                        "Transfer-Encoding: gzip, chunked",
                        "Transfer-Encoding: chunked, identity",
                        "Transfer-Encoding: chunked, chunked",
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
                        "Transfer-Encoding: chunked;q=1",
                        "Transfer-Encoding: \"chunked\"",
                        "Transfer-Encoding: xchunked",
                        "Transfer-Encoding: , chunked",
                        "Transfer-Encoding:")
                .map(lines -> Arguments.of(lines, 400, "bad_framing"));
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                        "Content-Length : 4",
                        "Content-Length\t: 4",
                        "Content-Length\u000b: 4",
                        "Content-Length: 4\u000b",
                        "Transfer-Encoding : chunked",
                        "Transfer-Encoding:\u000bchunked",
                        "Transfer-Encoding\r\n : chunked",
                        "Transfer-Encoding:\r\n chunked",
                        "X: y\r\n folded",
                        "X: y\r\n\tfolded",
                        "X: y\nTransfer-Encoding: chunked",
                        "X: y\rTransfer-Encoding: chunked",
                        "X: y\r\r\nZ: z",
                        "X: a\0b",
                        "X: \u0001",
                        "X: \u007f",
                        "X\0: y",
                        "X(: y",
                        "X y: z",
                        ": y",
                        "X",
                        "X_Y: z",
                        "X_Forwarded_For: 10.0.0.1",
                        "Content_Length: 4",
                        "Transfer_Encoding: chunked")
                .map(lines -> Arguments.of(lines, 400, "bad_header"));
    }

    static Stream<Arguments> otherFields() {
        return Stream.of(
                Arguments.of("Host: h", 400, "bad_host"),
                Arguments.of("Host: other", 400, "bad_host"),
                Arguments.of("Expect: 200-ok", 417, "expectation_failed"),
                Arguments.of("X: " + "a".repeat(33 * 1024), 431, "headers_too_large"),
                Arguments.of("X: y\r\n".repeat(99) + "X: y", 431, "headers_too_large"));
    }

    @ParameterizedTest
    @MethodSource({"framings", "headers", "otherFields"})
    void fieldsThatAreRefused(String lines, int status, String code) throws Exception {
        check("POST / HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n\r\n0\r\n\r\n" + HIDDEN, status, code);
    }

    static Stream<Arguments> requestLines() {
        return Stream.of(
                Arguments.of("GET / HTTP/1.1\r\n", 400, "bad_host"),
                Arguments.of("GET http://other/ HTTP/1.1\r\nHost: h\r\n", 400, "bad_host"),
                Arguments.of("GET http://h:80/ HTTP/1.1\r\nHost: h\r\n", 400, "bad_host"),
                Arguments.of("GET / HTTP/1.1\r\nHost: h, g\r\n", 400, "bad_host"),
                Arguments.of("GET / HTTP/1.1\r\nHost: u@h\r\n", 400, "bad_host"),
                Arguments.of("GET / HTTP/1.1\r\nHost:\r\n", 400, "bad_host"),
                Arguments.of("GET /# HTTP/1.1\r\nHost: h\r\n", 400, "bad_target"),
                Arguments.of("GET /\u0001 HTTP/1.1\r\nHost: h\r\n", 400, "bad_target"),
                Arguments.of("GET /\u00e9 HTTP/1.1\r\nHost: h\r\n", 400, "bad_target"),
                Arguments.of("GET /%00 HTTP/1.1\r\nHost: h\r\n", 400, "bad_target"),
                Arguments.of("GET /%2f HTTP/1.1\r\nHost: h\r\n", 400, "bad_target"),
                Arguments.of("GET /%zz HTTP/1.1\r\nHost: h\r\n", 400, "bad_target"),
                Arguments.of("GET /\\ HTTP/1.1\r\nHost: h\r\n", 400, "bad_target"),
                Arguments.of("GET /?<> HTTP/1.1\r\nHost: h\r\n", 400, "bad_target"),
                Arguments.of("GET a HTTP/1.1\r\nHost: h\r\n", 400, "bad_target"),
                Arguments.of("GET * HTTP/1.1\r\nHost: h\r\n", 400, "bad_target"),
                Arguments.of("GET ftp://h/ HTTP/1.1\r\nHost: h\r\n", 400, "bad_target"),
                Arguments.of("GET /a b HTTP/1.1\r\nHost: h\r\n", 400, "bad_target"),
                Arguments.of("\0GET / HTTP/1.1\r\nHost: h\r\n", 400, "bad_request_line"),
                Arguments.of("\u0001\u0002GET / HTTP/1.1\r\nHost: h\r\n", 400, "bad_request_line"),
                Arguments.of(" GET / HTTP/1.1\r\nHost: h\r\n", 400, "bad_request_line"),
                Arguments.of("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n", 400, "bad_request_line"),
                Arguments.of("G@T / HTTP/1.1\r\nHost: h\r\n", 400, "bad_request_line"),
                Arguments.of("GET\t/ HTTP/1.1\r\nHost: h\r\n", 400, "bad_request_line"),
                Arguments.of("GET / HTTP/1.1\nHost: h\n", 400, "bad_request_line"),
                Arguments.of("GET /\r\nHost: h\r\n", 400, "bad_request_line"),
                Arguments.of("GET / HTTP/2.0\r\nHost: h\r\n", 505, "unsupported_version"),
                Arguments.of("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n", 400, "bad_framing"),
                Arguments.of("GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: h\r\n", 414, "uri_too_long"),
                Arguments.of("CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\nContent-Length: 1\r\n", 400, "bad_framing"),
                Arguments.of("CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n", 501, "method_not_implemented"),
                Arguments.of("M".repeat(33) + " / HTTP/1.1\r\nHost: h\r\n", 400, "bad_request_line"));
    }

    @ParameterizedTest
    @MethodSource("requestLines")
    void requestLinesThatAreRefused(String head, int status, String code) throws Exception {
        check(head + "\r\n" + HIDDEN, status, code);
    }

    private static void check(String message, int status, String code) throws Exception {
        try (Raw raw = new Raw(victim.connect())) {
            raw.write(message);
            String answer = raw.untilEnd();
            assertThat(answer)
                    .as(message)
                    .startsWith("HTTP/1.1 " + status + " ")
                    .containsPattern("^HTTP/1.1 \\d{3} [A-Z]")
                    .contains("\r\ncontent-type: application/problem+json\r\n")
                    .contains("\r\nconnection: close\r\n")
                    .contains("\"code\":\"" + code + "\"")
                    .containsPattern("\"title\":\"[A-Z]")
                    .containsPattern("\"request_id\":\"[0-9a-f]{32}\"")
                    .doesNotContain("\nHTTP/1.1 ");
        }
        assertThat(victim.service.heads()).as(message).isEmpty();
    }

    static Stream<String> chunks() {
        return Stream.of(
                "5\nhello\r\n0\r\n\r\n",
                "5\r\nhello\n0\r\n\r\n",
                "5\r\nhelloo\r\n0\r\n\r\n",
                "5 \r\nhello\r\n0\r\n\r\n",
                " 5\r\nhello\r\n0\r\n\r\n",
                "+5\r\nhello\r\n0\r\n\r\n",
                "-1\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                "g\r\n\r\n",
                "\r\n",
                "5;\r\nhello\r\n0\r\n\r\n",
                "5;a\nhello\r\n0\r\n\r\n",
                "5;a=\"b\r\nhello\r\n0\r\n\r\n",
                "5;a=\"\r\n0\r\n\r\n" + HIDDEN,
                "5;a\rb\r\nhello\r\n0\r\n\r\n",
                "5;" + "a".repeat(2000) + "\r\nhello\r\n0\r\n\r\n",
                "8000000000000000\r\nx",
                "ffffffffffffffff\r\nx",
                "10000000000000005\r\nhello\r\n0\r\n\r\n",
                "0\r\nX : y\r\n\r\n",
                "0\r\nX: y\n\r\n",
                "0\r\nX: \0\r\n\r\n",
                "0\r\n\n");
    }

    /** Here the head was forwarded: the service must never see the body end, nor the connection used for another request. */
    @ParameterizedTest
    @MethodSource("chunks")
    void chunksThatAreRefused(String body) throws Exception {
        try (Raw raw = new Raw(chunked.connect())) {
            raw.write("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + body + HIDDEN);
            assertThat(raw.untilEnd()).startsWith("HTTP/1.1 400 ").doesNotContain("\nHTTP/1.1 ");
        }
        assertThat(chunked.service.heads()).allMatch(head -> head.startsWith("POST / "));
        assertThat(chunked.service.hasSeenWhole()).isFalse();
    }

    static Stream<Arguments> requestsOfHttp2() {
        return Stream.of(
                Arguments.of("GET", new String[] {":protocol", "websocket"}),
                Arguments.of("CONNECT", new String[] {":protocol", "websocket"}),
                Arguments.of("M".repeat(33), new String[0]),
                Arguments.of("GET", new String[] {"content-length", "0", "content-length", "1"}));
    }

    @ParameterizedTest
    @MethodSource("requestsOfHttp2")
    void requestsOfHttp2ThatAreRefused(String method, String[] fields) throws Exception {
        try (H2Client client = victim.http2()) {
            client.frame(H2Client.HEADERS, 5, 1, H2Client.request(method, "/", fields));
            assertThat(client.resetOf(1)).isEqualTo(H2Client.PROTOCOL_ERROR);
        }
        assertThat(victim.service.heads()).isEmpty();
    }

    static Stream<Arguments> lengths() {
        return Stream.of(
                Arguments.of((Object) new String[] {"content-length", "5", "content-length", "5"}),
                Arguments.of((Object) new String[] {"content-length", "5", "content-length", "6"}),
                Arguments.of((Object) new String[] {"content-length", "5, 5"}),
                Arguments.of((Object) new String[] {"content-length", "5,6"}),
                Arguments.of((Object) new String[] {"content-length", ""}));
    }

    /** Also if all say the same: another server might see two. */
    @ParameterizedTest
    @MethodSource("lengths")
    void aLengthThatIsSaidTwiceInHttp2IsRefused(String[] fields) throws Exception {
        try (H2Client client = victim.http2()) {
            client.frame(H2Client.HEADERS, H2Client.END_HEADERS, 1, H2Client.request("POST", "/", fields));
            client.frame(H2Client.DATA, H2Client.END_STREAM, 1, new byte[5]);
            assertThat(client.resetOf(1)).isEqualTo(H2Client.PROTOCOL_ERROR);
        }
        assertThat(victim.service.heads()).isEmpty();
    }

    @Test
    void theSchemeIsTheConnectionsWhateverTheClientSays() throws Exception {
        try (Victim fresh = new Victim();
                H2Client client = fresh.http2()) {
            String block = new String(H2Client.request("DELETE", "/"), StandardCharsets.ISO_8859_1)
                    .replace("\u0004http", "\u0005https");
            client.frame(H2Client.HEADERS, 5, 1, block.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(fresh.service.nextHead())
                    .contains("x-forwarded-proto: http\r\n")
                    .contains("x-forwarded-port: 80\r\n");
        }
    }

    @Test
    void whatIsNoHttpAtAllIsClosedWithoutAWord() throws Exception {
        try (Raw raw = new Raw(victim.connect())) {
            raw.write("INVALID CONNECTION PREFACE\r\n\r\n");
            assertThat(raw.untilEnd()).isEmpty();
        }
    }
}
