package dev.windrose.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestSplitTest {
    private static final String CHUNKED = """
            \r
            POST /a/../b?q=1 HTTP/1.1\r
            Host: Example.com:8080\r
            Transfer-Encoding: chunked\r
            X-Empty:\r
            Accept: \ta, b \r
            \r
            5\r
            hello\r
            6;n=v;q="a\\";b"\r
             world\r
            0\r
            Checksum: 7\r
            Content-Length: 9\r
            \r
            GET / HTTP/1.0\r
            \r
            """;
    private static final String FIXED = """
            PUT http://h/%7euser HTTP/1.1\r
            Host: h\r
            Content-Length: 12\r
            Expect: 100-continue\r
            Connection: close\r
            \r
            hello\r
            hello""";

    @ParameterizedTest
    @ValueSource(strings = {CHUNKED, FIXED})
    void aMessageMeansTheSameHoweverItArrives(String message) {
        String whole = Wire.requests(message, List.of());
        assertThat(whole).endsWith("\nend");
        List<Integer> everyByte = new ArrayList<>();
        for (int cut = 1; cut < message.length(); cut++) {
            everyByte.add(cut);
            assertThat(Wire.requests(message, List.of(cut))).isEqualTo(whole);
        }
        assertThat(Wire.requests(message, everyByte)).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n",
                "GET / HTTP/1.1\nHost: a\r\n\r\n",
                "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\n0\r\n\r\n",
            })
    void aRejectionIsTheSameHoweverItArrives(String message) {
        String whole = Wire.requests(message, List.of());
        assertThat(whole).contains("400 bad_");
        for (int cut = 1; cut < message.length(); cut++) {
            assertThat(Wire.requests(message, List.of(cut))).isEqualTo(whole);
        }
    }
}
