package dev.windrose.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DetectionTest {
    @Test
    void aRequestLineIsHttp1OnceItIsWhole() {
        assertThat(of("GET / HTTP/1.1\r\n")).isEqualTo(Detection.HTTP1);
        assertThat(of("M-SEARCH * HTTP/1.0\n")).isEqualTo(Detection.HTTP1);
        assertThat(of("GET / HTTP/1.1\r")).isEqualTo(Detection.OPEN);
        assertThat(of("GE")).isEqualTo(Detection.OPEN);
        assertThat(of("")).isEqualTo(Detection.OPEN);
    }

    @Test
    void thePrefaceIsHttp2() {
        assertThat(of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).isEqualTo(Detection.HTTP2);
        assertThat(of("PRI * HT")).isEqualTo(Detection.OPEN);
        assertThat(of("P")).isEqualTo(Detection.OPEN);
        assertThat(of("POST /x HTTP/1.1\r\n")).isEqualTo(Detection.HTTP1);
    }

    @Test
    void everythingElseIsBytes() {
        assertThat(of("\u0016\u0003\u0001")).isEqualTo(Detection.BYTES);
        assertThat(of("EHLO example.com\r\n")).isEqualTo(Detection.BYTES);
        assertThat(of("get / HTTP/1.1\r\n")).isEqualTo(Detection.BYTES);
        assertThat(of(" GET / HTTP/1.1\r\n")).isEqualTo(Detection.BYTES);
        assertThat(of("GET / HTTP/2.0\r\n")).isEqualTo(Detection.BYTES);
        assertThat(of("GET \u0000 HTTP/1.1\r\n")).isEqualTo(Detection.BYTES);
        assertThat(of("A".repeat(25) + " / HTTP/1.1\r\n")).isEqualTo(Detection.BYTES);
        assertThat(of("GET /" + "a".repeat(9000))).isEqualTo(Detection.BYTES);
        assertThat(of("\n")).isEqualTo(Detection.BYTES);
    }

    @Test
    void whereOnlyHttpIsSpokenNothingElseIsFound() {
        assertThat(ofHttp("EHLO x\r\n")).isEqualTo(Detection.HTTP1);
        assertThat(ofHttp("PRI * HTTP/2.0\r\n")).isEqualTo(Detection.HTTP2);
        assertThat(ofHttp("PR")).isEqualTo(Detection.OPEN);
    }

    private static Detection of(String text) {
        return Detection.of(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    private static Detection ofHttp(String text) {
        return Detection.ofHttp(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }
}
