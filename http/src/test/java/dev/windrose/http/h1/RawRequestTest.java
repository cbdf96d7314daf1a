package dev.windrose.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests as they come over the wire. In the tables, {@code \r \n \t \0 \x7f} stand for themselves. */
class RawRequestTest {
    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
                    GET / HTTP/1.1 ~ GET h /
                    get / HTTP/1.1 ~ get h /
                    M-SEARCH / HTTP/1.1 ~ M-SEARCH h /
                    GET /?a=b&c[]=d/?%20 HTTP/1.1 ~ GET h /?a=b&c[]=d/?%20
                    GET /a/../b?../x HTTP/1.1 ~ GET h /b?../x
                    GET http://h/a HTTP/1.1 ~ GET h /a
                    GET HTTPS://H/a HTTP/1.1 ~ GET h /a
                    GET http://h HTTP/1.1 ~ GET h /
                    GET http://h?q HTTP/1.1 ~ GET h /?q
                    OPTIONS * HTTP/1.1 ~ OPTIONS h *
                    OPTIONS http://h HTTP/1.1 ~ OPTIONS h *
                    GET / HTTP/1.0 ~ GET h /
                    """)
    void validRequestLines(String line, String expected) {
        check(raw(line) + "\r\nHost: h\r\n\r\n", expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
                    GET / HTTP/2.0 ~ 505 unsupported_version
                    GET / HTTP/1.2 ~ 505 unsupported_version
                    GET / HTTP/0.9 ~ 505 unsupported_version
                    PRI * HTTP/2.0 ~ 505 unsupported_version
                    GET / http/1.1 ~ 400 bad_request_line
                    GET / HTTP/1.10 ~ 400 bad_request_line
                    GET / HTTP/11 ~ 400 bad_request_line
                    GET / HTTP/a.b ~ 400 bad_request_line
                    GET /HTTP/1.1 ~ 400 bad_request_line
                    GET / ~ 400 bad_request_line
                    GET ~ 400 bad_request_line
                    GET HTTP/1.1 ~ 400 bad_request_line
                    G@T / HTTP/1.1 ~ 400 bad_request_line
                    GET\\t/ HTTP/1.1 ~ 400 bad_request_line
                    GET /\\tHTTP/1.1 ~ 400 bad_request_line
                    GET / HTTP/1.1\\x20 ~ 400 bad_request_line
                    \\x20GET / HTTP/1.1 ~ 400 bad_request_line
                    \\0GET / HTTP/1.1 ~ 400 bad_request_line
                    \\x16\\x03\\x01 ~ 400 bad_request_line
                    \\rGET / HTTP/1.1 ~ 400 bad_request_line
                    \\nGET / HTTP/1.1 ~ 400 bad_request_line
                    \\r\\n\\r\\nGET / HTTP/1.1 ~ 400 bad_request_line
                    GET / HTTP/1.1\\n ~ 400 bad_request_line
                    \\r\\nGET / HTTP/1.1 ~ GET h /
                    GET  / HTTP/1.1 ~ 400 bad_target
                    GET /  HTTP/1.1 ~ 400 bad_target
                    GET /a b HTTP/1.1 ~ 400 bad_target
                    GET /a\\rb HTTP/1.1 ~ 400 bad_target
                    GET /a#b HTTP/1.1 ~ 400 bad_target
                    GET /a?b#c HTTP/1.1 ~ 400 bad_target
                    GET /\\xe9 HTTP/1.1 ~ 400 bad_target
                    GET /?\\xe9 HTTP/1.1 ~ 400 bad_target
                    GET /?\\0 HTTP/1.1 ~ 400 bad_target
                    GET /?a%2 HTTP/1.1 ~ 400 bad_target
                    GET /?{} HTTP/1.1 ~ 400 bad_target
                    GET /[a] HTTP/1.1 ~ 400 bad_target
                    GET /a%2fb HTTP/1.1 ~ 400 bad_target
                    GET /../b HTTP/1.1 ~ 400 bad_target
                    GET * HTTP/1.1 ~ 400 bad_target
                    GET a HTTP/1.1 ~ 400 bad_target
                    GET ftp://h/ HTTP/1.1 ~ 400 bad_target
                    GET http:/a HTTP/1.1 ~ 400 bad_target
                    GET http:// HTTP/1.1 ~ 400 bad_target
                    GET http:///a HTTP/1.1 ~ 400 bad_target
                    GET http://u@h/ HTTP/1.1 ~ 400 bad_target
                    GET http://h#/ HTTP/1.1 ~ 400 bad_target
                    GET http://other/ HTTP/1.1 ~ 400 bad_host
                    GET http://h:80/ HTTP/1.1 ~ 400 bad_host
                    GET h:80 HTTP/1.1 ~ 400 bad_target
                    CONNECT h HTTP/1.1 ~ 400 bad_target
                    CONNECT / HTTP/1.1 ~ 400 bad_target
                    CONNECT http://h:1/ HTTP/1.1 ~ 400 bad_target
                    CONNECT other:443 HTTP/1.1 ~ 400 bad_host
                    """)
    void requestLines(String line, String expected) {
        check(raw(line) + "\r\nHost: h\r\n\r\n", expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
                    h ~ GET h
                    Example.COM:8080 ~ GET example.com:8080
                    [::1] ~ GET [::1]
                    [2001:DB8::1]:443 ~ GET [2001:db8::1]:443
                    127.0.0.1:1 ~ GET 127.0.0.1:1
                    a_b-c.d ~ GET a_b-c.d
                    '' ~ 400 bad_host
                    h h ~ 400 bad_host
                    h, h ~ 400 bad_host
                    u@h ~ 400 bad_host
                    h/ ~ 400 bad_host
                    h? ~ 400 bad_host
                    h%41 ~ 400 bad_host
                    h\\xe9 ~ 400 bad_host
                    : ~ 400 bad_host
                    :80 ~ 400 bad_host
                    h: ~ 400 bad_host
                    h:x ~ 400 bad_host
                    h:+1 ~ 400 bad_host
                    h:65536 ~ 400 bad_host
                    h:123456 ~ 400 bad_host
                    h:1:2 ~ 400 bad_host
                    ::1 ~ 400 bad_host
                    [::1 ~ 400 bad_host
                    [::1]x ~ 400 bad_host
                    [] ~ 400 bad_host
                    [h] ~ 400 bad_host
                    [fe80::1%25eth0] ~ 400 bad_host
                    h\\r\\nHost: h ~ 400 bad_host
                    h\\r\\nHOST: g ~ 400 bad_host
                    """)
    void hosts(String host, String expected) {
        check("GET / HTTP/1.1\r\nHost: " + raw(host) + "\r\n\r\n", expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
                    X: y ~ GET h / HTTP/1.1 [host=h|x=y|]
                    X:y ~ GET h / HTTP/1.1 [host=h|x=y|]
                    X: \\t y \\t z \\t ~ [host=h|x=y \\t z|]
                    X: ~ [host=h|x=|]
                    X: \\xe9 ~ [host=h|x=\\xe9|]
                    X: a\\r\\nX: b ~ [host=h|x=a|x=b|]
                    X : y ~ 400 bad_header
                    X\\t: y ~ 400 bad_header
                    X ~ 400 bad_header
                    : y ~ 400 bad_header
                    X y: z ~ 400 bad_header
                    \\x20X: y ~ 400 bad_header
                    X: y\\r\\n folded ~ 400 bad_header
                    X: y\\r\\n\\tfolded ~ 400 bad_header
                    X: y\\nZ: z ~ 400 bad_header
                    X: y\\rZ: z ~ 400 bad_header
                    X: y\\r\\r\\nZ: z ~ 400 bad_header
                    X: \\0 ~ 400 bad_header
                    X: \\x7f ~ 400 bad_header
                    X: \\x01 ~ 400 bad_header
                    X\\0: y ~ 400 bad_header
                    X(: y ~ 400 bad_header
                    \\xe9: y ~ 400 bad_header
                    X_Y: z ~ 400 bad_header
                    Content_Length: 5 ~ 400 bad_header
                    Expect: 100-Continue ~ expect=false
                    Expect: 200-ok ~ 417 expectation_failed
                    Expect: ~ 417 expectation_failed
                    Expect: 100-continue\\r\\nExpect: 100-continue ~ 417 expectation_failed
                    Connection: close ~ keep=false
                    Connection: x, CLOSE ~ keep=false
                    Connection: keep-alive,close ~ keep=false
                    Connection: closed ~ keep=true
                    Upgrade: websocket ~ upgrade=false
                    Connection: upgrade ~ upgrade=false
                    Connection: Keep-Alive , Upgrade\\r\\nUpgrade: websocket ~ upgrade=true
                    """)
    void headers(String lines, String expected) {
        check("GET / HTTP/1.1\r\nHost: h\r\n" + raw(lines) + "\r\n\r\n", raw(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
                    Content-Length: 5 ~ length=5 upgrade=false expect=false FIXED keep=true body=hello
                    Content-Length: 005 ~ FIXED keep=true body=hello
                    Content-Length: 5\\r\\nExpect: 100-continue ~ expect=true FIXED
                    Content-Length: 5\\r\\nConnection: upgrade\\r\\nUpgrade: h2c ~ upgrade=false
                    Content-Length: 5\\r\\nContent-Length: 5 ~ 400 bad_framing
                    Content-Length: 5\\r\\nContent-Length: 6 ~ 400 bad_framing
                    Content-Length: 5, 5 ~ 400 bad_framing
                    Content-Length: +5 ~ 400 bad_framing
                    Content-Length: -5 ~ 400 bad_framing
                    Content-Length: -0 ~ 400 bad_framing
                    Content-Length: 0x5 ~ 400 bad_framing
                    Content-Length: 5a ~ 400 bad_framing
                    Content-Length: 5.0 ~ 400 bad_framing
                    Content-Length: 5 5 ~ 400 bad_framing
                    Content-Length: "5" ~ 400 bad_framing
                    Content-Length: ~ 400 bad_framing
                    Content-Length: 18446744073709551621 ~ 400 bad_framing
                    Content-Length: 9223372036854775808 ~ 400 bad_framing
                    Content-Length: \\xb2 ~ 400 bad_framing
                    Content-Length : 5 ~ 400 bad_header
                    Content-Length\\x0b: 5 ~ 400 bad_header
                    Content-Length: 5\\x0b ~ 400 bad_header
                    Content-Length: 5\\r\\nTransfer-Encoding: chunked ~ 400 bad_framing
                    Transfer-Encoding: chunked\\r\\nContent-Length: 5 ~ 400 bad_framing
                    Transfer-Encoding: chunked\\r\\nContent-Length: 0 ~ 400 bad_framing
                    Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked ~ 400 bad_framing
                    Transfer-Encoding: chunked\\r\\nTransfer-Encoding: identity ~ 400 bad_framing
                    Transfer-Encoding: identity ~ 400 bad_framing
                    Transfer-Encoding: gzip, chunked ~ 400 bad_framing
                    Transfer-Encoding: chunked, chunked ~ 400 bad_framing
                    Transfer-Encoding: chunked, identity ~ 400 bad_framing
                    Transfer-Encoding: chunked;q=1 ~ 400 bad_framing
                    Transfer-Encoding: "chunked" ~ 400 bad_framing
                    Transfer-Encoding: xchunked ~ 400 bad_framing
                    Transfer-Encoding: , chunked ~ 400 bad_framing
                    Transfer-Encoding: ~ 400 bad_framing
                    Transfer-Encoding: \\x0bchunked ~ 400 bad_header
                    Transfer-Encoding : chunked ~ 400 bad_header
                    Transfer-Encoding\\r\\n : chunked ~ 400 bad_header
                    Transfer-Encoding:\\r\\n chunked ~ 400 bad_header
                    X: y\\r\\n Transfer-Encoding: chunked ~ 400 bad_header
                    X: y\\rTransfer-Encoding: chunked ~ 400 bad_header
                    X: y\\nTransfer-Encoding: chunked ~ 400 bad_header
                    Transfer_Encoding: chunked ~ 400 bad_header
                    """)
    void framings(String lines, String expected) {
        check("POST / HTTP/1.1\r\nHost: h\r\n" + raw(lines) + "\r\n\r\nhello", raw(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
                    5\\r\\nhello\\r\\n0\\r\\n\\r\\n ~ body=hello trailers=[]
                    0\\r\\n\\r\\n ~ body= trailers=[]
                    000\\r\\n\\r\\n ~ body= trailers=[]
                    05\\r\\nhello\\r\\n0\\r\\n\\r\\n ~ body=hello trailers=[]
                    A\\r\\n0123456789\\r\\na\\r\\n0123456789\\r\\n0\\r\\n\\r\\n ~ body=01234567890123456789 trailers=[]
                    5;a\\r\\nhello\\r\\n0;b=c\\r\\n\\r\\n ~ body=hello trailers=[]
                    5;a=";\\\\"\\r\\nhello\\r\\n0\\r\\n\\r\\n ~ 400 bad_framing
                    5;a="x;\\\\"y\\\\\\\\";b=c\\r\\nhello\\r\\n0\\r\\n\\r\\n ~ body=hello trailers=[]
                    5;\\r\\nhello ~ 400 bad_framing
                    5;=a\\r\\nhello ~ 400 bad_framing
                    5;a=\\r\\nhello ~ 400 bad_framing
                    5;a="b\\r\\nhello ~ 400 bad_framing
                    5;a="b"c\\r\\nhello ~ 400 bad_framing
                    5;a b\\r\\nhello ~ 400 bad_framing
                    5;a\\nhello ~ 400 bad_framing
                    5;a\\rb\\r\\nhello ~ 400 bad_framing
                    5;a="\\0"\\r\\nhello ~ 400 bad_framing
                    5;a="\\xe9"\\r\\nhello ~ 400 bad_framing
                    5 ;a\\r\\nhello ~ 400 bad_framing
                    5\\x20\\r\\nhello ~ 400 bad_framing
                    \\x205\\r\\nhello ~ 400 bad_framing
                    5\\nhello\\r\\n0\\r\\n\\r\\n ~ 400 bad_framing
                    5\\r\\nhello\\n0\\r\\n\\r\\n ~ 400 bad_framing
                    5\\r\\nhelloo\\r\\n0\\r\\n\\r\\n ~ 400 bad_framing
                    5\\r\\nhello0\\r\\n\\r\\n ~ 400 bad_framing
                    5\\r\\nhello\\r0\\r\\n\\r\\n ~ 400 bad_framing
                    5\\rXhello\\r\\n0\\r\\n\\r\\n ~ 400 bad_framing
                    \\r\\n ~ 400 bad_framing
                    g\\r\\n ~ 400 bad_framing
                    0x5\\r\\nhello ~ 400 bad_framing
                    +5\\r\\nhello ~ 400 bad_framing
                    -1\\r\\nhello ~ 400 bad_framing
                    5_0\\r\\nhello ~ 400 bad_framing
                    4000000000000001\\r\\nx ~ 400 bad_framing
                    8000000000000000\\r\\nx ~ 400 bad_framing
                    ffffffffffffffff\\r\\nx ~ 400 bad_framing
                    10000000000000005\\r\\nhello ~ 400 bad_framing
                    4000000000000000\\r\\nx ~ body=xincomplete
                    0\\r\\nX: y\\r\\nGrpc-Status: 0\\r\\n\\r\\n ~ trailers=[x=y|grpc-status=0|]
                    0\\r\\nContent-Length: 7\\r\\nHost: g\\r\\nX: y\\r\\nCookie: c\\r\\nX-Forwarded-For: f\\r\\nX_Y: z\\r\\n\\r\\n ~ trailers=[x=y|]
                    0\\r\\nTransfer-Encoding: chunked\\r\\nAuthorization: a\\r\\nSet-Cookie: c\\r\\n\\r\\n ~ trailers=[]
                    0\\r\\nX : y\\r\\n\\r\\n ~ 400 bad_header
                    0\\r\\nX: y\\n\\r\\n ~ 400 bad_header
                    0\\r\\nX: y\\r\\n z\\r\\n\\r\\n ~ 400 bad_header
                    0\\r\\n\\n ~ 400 bad_header
                    0\\r\\nX: \\0\\r\\n\\r\\n ~ 400 bad_header
                    """)
    void chunks(String body, String expected) {
        check("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + raw(body), raw(expected));
    }

    @Test
    void http10HasNoHostNoChunksAndClosesUnlessToldOtherwise() {
        check("GET / HTTP/1.0\r\n\r\n", "GET  / HTTP/1.0 [] length=0 upgrade=false expect=false NONE keep=false");
        check("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "keep=true");
        check("GET http://h/ HTTP/1.0\r\n\r\n", "GET h /");
        check("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "400 bad_framing");
        check("POST / HTTP/1.0\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\nx", "expect=false");
        check("GET / HTTP/1.0\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", "upgrade=false");
        check("GET / HTTP/1.1\r\n\r\n", "400 bad_host");
    }

    @Test
    void connectHasAnAuthorityAndNoBody() {
        check("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n", "CONNECT h:443  HTTP/1.1");
        check("CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n", "CONNECT [::1]:443  HTTP/1.1");
        check("CONNECT [::1] HTTP/1.1\r\nHost: [::1]\r\n\r\n", "400 bad_target");
        check("CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\nContent-Length: 1\r\n\r\n", "400 bad_framing");
        check("CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\nTransfer-Encoding: chunked\r\n\r\n", "400 bad_framing");
    }

    @Test
    void limitsHoldBeforeTheEndIsSeen() {
        check("GET /" + "a".repeat(8 * 1024), "414 uri_too_long");
        check("GET /" + "a".repeat(8 * 1024) + " HTTP/1.1\r\nHost: h\r\n\r\n", "414 uri_too_long");
        check("GET /" + "a".repeat(8 * 1024 - 16) + " HTTP/1.1\r\nHost: h\r\n\r\n", "GET h /aaa");
        check("GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(32 * 1024), "431 headers_too_large");
        check("GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(32 * 1024) + "\r\n\r\n", "431 headers_too_large");
        check("GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(32 * 1024 - 14) + "\r\n\r\n", "GET h /");
        check("GET / HTTP/1.1\r\nHost: h\r\n" + "X: y\r\n".repeat(99) + "\r\n", "GET h /");
        check("GET / HTTP/1.1\r\nHost: h\r\n" + "X: y\r\n".repeat(100) + "\r\n", "431 headers_too_large");
        String chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
        check(chunked + "1;" + "a".repeat(2000), "400 bad_framing");
        check(chunked + "0".repeat(2000), "400 bad_framing");
        check(chunked + "0\r\nX: " + "a".repeat(9000), "431 headers_too_large");
        check(chunked + "1\r\nx\r\n".repeat(1000) + "0\r\n\r\n", "trailers=[]");
        check(chunked + "1\r\nx\r\n".repeat(30_000), "400 bad_framing");
        check(chunked + ("5;" + "a".repeat(900) + "\r\nhello\r\n").repeat(100), "400 bad_framing");
    }

    private static void check(String message, String expected) {
        String outcome = Wire.requests(message, List.of());
        if (Character.isDigit(expected.charAt(0))) {
            assertThat(outcome).as(message).endsWith(expected);
        } else {
            assertThat(outcome).as(message).contains(expected);
        }
    }

    private static String raw(String text) {
        StringBuilder raw = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '\\') {
                raw.append(c);
                continue;
            }
            char escaped = text.charAt(at++);
            switch (escaped) {
                case 'r' -> raw.append('\r');
                case 'n' -> raw.append('\n');
                case 't' -> raw.append('\t');
                case '0' -> raw.append('\0');
                case 'x' -> {
                    raw.append((char) Integer.parseInt(text.substring(at, at + 2), 16));
                    at += 2;
                }
                default -> raw.append(escaped);
            }
        }
        return raw.toString();
    }
}
