package dev.windrose.transport.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trailers are bounded in both versions and both directions, and those of requests go nowhere. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TrailersTest {
    private final Victim victim = new Victim();

    @AfterEach
    void close() {
        victim.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {8 * 1024, 40_000})
    void thoseOfARequestOfHttp1AreAnsweredWith431(int size) throws Exception {
        try (Raw raw = new Raw(victim.connect())) {
            raw.write("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
            victim.service.nextHead();
            raw.write("0\r\nx: " + "y".repeat(size) + "\r\n\r\n");
            assertThat(raw.untilEnd()).startsWith("HTTP/1.1 431 ").contains("\"code\":\"headers_too_large\"");
        }
        assertThat(victim.service.nextEnd()).startsWith("cut POST /");
    }

    /** The second is over the limit of all header lists, of which nothing is kept. */
    @ParameterizedTest
    @ValueSource(ints = {8 * 1024, 33 * 1024})
    void thoseOfARequestOfHttp2AreAnsweredWith431(int size) throws Exception {
        try (H2Client client = victim.http2()) {
            client.headers(0, 1, H2Client.request("POST", "/"));
            client.frame(H2Client.DATA, 0, 1, new byte[2]);
            victim.service.nextHead();
            client.headers(H2Client.END_STREAM, 1, H2Client.field("x", "y".repeat(size)));
            assertThat(client.await(H2Client.HEADERS, 1).text()).contains("431");
            assertThat(client.await(H2Client.DATA, 1).text())
                    .contains("\"code\":\"headers_too_large\"")
                    .containsPattern("\"request_id\":\"[0-9a-f]{32}\"");
            client.get(3, "/");
            assertThat(client.await(H2Client.DATA, 3).text()).isEqualTo("ok");
        }
        assertThat(victim.service.nextEnd()).startsWith("cut POST /");
    }

    @Test
    void thoseOfAResponseBreakItOff() throws Exception {
        try (Raw raw = new Raw(victim.connect());
                H2Client client = victim.http2()) {
            raw.write("GET /trailers HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(raw.untilEnd()).doesNotContain("yyy").doesNotContain("\r\n0\r\n");
            client.get(1, "/trailers");
            assertThat(client.resetOf(1)).isEqualTo(H2Client.INTERNAL_ERROR);
        }
    }

    /** The service ends a request's body at a last chunk without any. */
    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/grpc"})
    void thoseOfARequestOfHttp2ReachNoService(String type) throws Exception {
        try (H2Client client = victim.http2()) {
            client.headers(0, 1, H2Client.request("POST", "/", "content-type", type));
            client.frame(H2Client.DATA, 0, 1, new byte[2]);
            client.headers(H2Client.END_STREAM, 1, H2Client.field("x-role", "admin"));
            assertThat(client.await(H2Client.DATA, 1).text()).isEqualTo("ok");
        }
        assertThat(victim.service.nextEnd()).startsWith("whole POST /");
    }
}
