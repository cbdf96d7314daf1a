package dev.windrose.transport.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that wait to be asked for their body (RFC 9110 §10.1.1). */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExpectTest {
    private static final String EXPECT = "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n";

    private final Victim victim = new Victim();

    @AfterEach
    void close() {
        victim.close();
    }

    @Test
    void aClientOfHttp1IsAskedForABodyThatIsWanted() throws Exception {
        try (Raw raw = new Raw(victim.connect())) {
            for (int i = 0; i < 2; i++) {
                raw.write("POST / HTTP/1.1\r\nHost: h\r\n" + EXPECT);
                assertThat(raw.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
                raw.write("hello");
                assertThat(raw.head()).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain("connection: close");
                assertThat(raw.bytes(2)).hasSize(2);
            }
        }
        assertThat(victim.service.nextHead()).doesNotContain("expect");
    }

    /** It may or may not send it then, so that nothing more can be read of the connection. */
    @Test
    void aClientOfHttp1IsNotAskedForABodyThatNobodyWants() throws Exception {
        try (Raw raw = new Raw(victim.connect())) {
            raw.write("POST /refused HTTP/1.1\r\nHost: h\r\n" + EXPECT);
            assertThat(raw.untilEnd())
                    .startsWith("HTTP/1.1 500 ")
                    .contains("\r\nconnection: close\r\n")
                    .containsOnlyOnce("HTTP/1.1");
        }
    }

    @Test
    void aClientOfHttp2IsAskedForABodyThatIsWanted() throws Exception {
        try (H2Client client = victim.http2()) {
            client.headers(0, 1, H2Client.request("POST", "/", "content-length", "5", "expect", "100-continue"));
            H2Client.Frame interim = client.await(H2Client.HEADERS, 1);
            assertThat(interim.text()).contains("100");
            assertThat(interim.flags() & H2Client.END_STREAM).isZero();
            client.frame(H2Client.DATA, H2Client.END_STREAM, 1, new byte[5]);
            client.await(H2Client.HEADERS, 1);
            assertThat(client.await(H2Client.DATA, 1).text()).isEqualTo("ok");
        }
        assertThat(victim.service.nextHead()).doesNotContain("expect");
    }

    @Test
    void aClientOfHttp2IsNotAskedForABodyThatNobodyWants() throws Exception {
        try (H2Client client = victim.http2()) {
            client.headers(0, 1, H2Client.request("POST", "/refused", "content-length", "5", "expect", "100-continue"));
            assertThat(client.await(H2Client.HEADERS, 1).text()).doesNotContain("100");
            assertThat(client.await(H2Client.DATA, 1).text()).contains("\"status\":500");
            assertThat(client.resetOf(1)).isEqualTo(H2Client.NO_ERROR);
        }
    }

    @Test
    void anotherExpectationIsNotMetInEitherVersion() throws Exception {
        try (Raw raw = new Raw(victim.connect());
                H2Client client = victim.http2()) {
            raw.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 200-ok\r\n\r\nhello");
            assertThat(raw.untilEnd()).startsWith("HTTP/1.1 417 ").contains("\"code\":\"expectation_failed\"");
            client.headers(H2Client.END_STREAM, 1, H2Client.request("GET", "/", "expect", "200-ok"));
            assertThat(client.await(H2Client.HEADERS, 1).text()).contains("417");
            assertThat(client.await(H2Client.DATA, 1).text()).contains("\"code\":\"expectation_failed\"");
        }
        assertThat(victim.refused).containsExactly("417 expectation_failed", "417 expectation_failed");
        assertThat(victim.service.heads()).isEmpty();
    }
}
