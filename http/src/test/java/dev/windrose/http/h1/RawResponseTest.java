package dev.windrose.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawResponseTest {
    private final HeadParser parser = new HeadParser(Limits.DEFAULT);
    private final ResponseHead head = new ResponseHead();

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
                    GET     ~ HTTP/1.1 200 OK                     ~ Content-Length: 5          ~ 200 HTTP/1.1 [content-length=5|] length=5 FIXED keep=true
                    GET     ~ HTTP/1.1 200                        ~ Content-Length: 0          ~ length=0 FIXED keep=true
                    GET     ~ HTTP/1.1 200 OK                     ~ Transfer-Encoding: chunked ~ length=-1 CHUNKED keep=true
                    GET     ~ HTTP/1.1 200 OK                     ~ Connection: close          ~ length=-1 UNTIL_CLOSE keep=false
                    GET     ~ HTTP/1.1 200 OK                     ~ X_Y: z                     ~ [x_y=z|] length=-1 UNTIL_CLOSE keep=false
                    GET     ~ HTTP/1.0 200 OK                     ~ Content-Length: 5          ~ FIXED keep=false
                    GET     ~ HTTP/1.0 200 OK                     ~ Connection: keep-alive     ~ UNTIL_CLOSE keep=false
                    HEAD    ~ HTTP/1.1 200 OK                     ~ Content-Length: 5          ~ length=5 NONE keep=true
                    HEAD    ~ HTTP/1.1 200 OK                     ~ Transfer-Encoding: chunked ~ length=-1 NONE keep=true
                    HEAD    ~ HTTP/1.1 200 OK                     ~ X: y                       ~ length=-1 NONE keep=true
                    GET     ~ HTTP/1.1 304 Not Modified           ~ Content-Length: 5          ~ length=5 NONE keep=true
                    GET     ~ HTTP/1.1 204 No Content             ~ X: y                       ~ length=-1 NONE keep=true
                    GET     ~ HTTP/1.1 204 No Content             ~ Content-Length: 0          ~ length=-1 NONE keep=true
                    GET     ~ HTTP/1.1 204 No Content             ~ Content-Length: 5          ~ 502 bad_framing
                    GET     ~ HTTP/1.1 100 Continue               ~ X: y                       ~ 100 HTTP/1.1 [x=y|] length=-1 NONE
                    GET     ~ HTTP/1.1 103 Early Hints            ~ X: y                       ~ NONE keep=true
                    GET     ~ HTTP/1.1 103 Early Hints            ~ Transfer-Encoding: chunked ~ 502 bad_framing
                    GET     ~ HTTP/1.1 101 Switching Protocols    ~ Upgrade: x                 ~ NONE keep=true
                    CONNECT ~ HTTP/1.1 200 OK                     ~ Content-Length: 5          ~ length=-1 NONE keep=true
                    CONNECT ~ HTTP/1.1 407 No                     ~ Content-Length: 5          ~ length=5 FIXED
                    GET     ~ HTTP/1.1 200 OK                     ~ Content-Length: 5\\nTransfer-Encoding: chunked ~ 502 bad_framing
                    GET     ~ HTTP/1.1 200 OK                     ~ Content-Length: 5\\nContent-Length: 5 ~ 502 bad_framing
                    GET     ~ HTTP/1.1 200 OK                     ~ Transfer-Encoding: gzip    ~ 502 bad_framing
                    GET     ~ HTTP/1.0 200 OK                     ~ Transfer-Encoding: chunked ~ 502 bad_framing
                    GET     ~ HTTP/1.1 200 OK                     ~ X : y                      ~ 502 bad_header
                    GET     ~ HTTP/1.1 200 OK                     ~ ' X: y'                    ~ 502 bad_header
                    GET     ~ HTTP/2.0 200 OK                     ~ X: y                       ~ 502 unsupported_version
                    GET     ~ HTTP/1.1 099 OK                     ~ X: y                       ~ 502 bad_status_line
                    GET     ~ HTTP/1.1 600 OK                     ~ X: y                       ~ 502 bad_status_line
                    GET     ~ HTTP/1.1 20 OK                      ~ X: y                       ~ 502 bad_status_line
                    GET     ~ HTTP/1.1 2000 OK                    ~ X: y                       ~ 502 bad_status_line
                    GET     ~ HTTP/1.1  200 OK                    ~ X: y                       ~ 502 bad_status_line
                    GET     ~ HTTP/1.1                            ~ X: y                       ~ 502 bad_status_line
                    GET     ~ HTTQ/1.1 200 OK                     ~ X: y                       ~ 502 bad_status_line
                    GET     ~ ICY 200 OK                          ~ X: y                       ~ 502 bad_status_line
                    """)
    void responses(String method, String line, String fields, String expected) {
        assertThat(read(line + "\r\n" + fields.replace("\\n", "\r\n") + "\r\n\r\n", method))
                .contains(expected);
    }

    @Test
    void aResponseIsTheSameHoweverItArrives() {
        String message = "HTTP/1.1 404 Not  Found\r\nA: b\r\nContent-Length: 3\r\n\r\n";
        String whole = read(message, "GET");
        for (int cut = 1; cut < message.length(); cut++) {
            ByteBuf in = Wire.bytes(message.substring(0, cut));
            assertThat(parser.response(in, head, "GET")).isEqualTo(HeadParser.Status.INCOMPLETE);
            ByteBuf rest = Wire.bytes(message.substring(cut));
            in.writeBytes(rest);
            assertThat(parser.response(in, head, "GET")).isEqualTo(HeadParser.Status.COMPLETE);
            assertThat(Wire.describe(head, parser)).isEqualTo(whole);
            rest.release();
            in.release();
        }
    }

    @Test
    void aBodyUntilCloseEndsWithTheInputAndOthersAreCutShort() {
        BodyParser bodies = new BodyParser(Limits.DEFAULT);
        bodies.start(Framing.UNTIL_CLOSE, -1);
        ByteBuf in = Wire.bytes("hello");
        StringBuilder read = new StringBuilder();
        Wire.body(bodies, in, read);
        assertThat(bodies.isComplete()).isFalse();
        bodies.endOfInput();
        assertThat(bodies.isComplete()).isTrue();
        assertThat(read.toString()).isEqualTo("hello");
        for (Framing framing : new Framing[] {Framing.FIXED, Framing.CHUNKED}) {
            bodies.start(framing, 5);
            bodies.endOfInput();
            assertThat(bodies.isComplete()).isFalse();
            assertThat(bodies.rejection())
                    .isNotNull()
                    .extracting(Rejection::code)
                    .isEqualTo("incomplete_body");
        }
        in.release();
    }

    private String read(String message, String method) {
        ByteBuf in = Wire.bytes(message);
        HeadParser.Status status = parser.response(in, head, method);
        in.release();
        return switch (status) {
            case COMPLETE -> Wire.describe(head, parser);
            case REJECTED -> Wire.describe(parser.rejection());
            case INCOMPLETE -> "incomplete";
        };
    }
}
