package dev.windrose.transport.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Much of what is cheap to send. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class H2FloodTest {
    private Victim victim;

    @BeforeEach
    void start() {
        victim = new Victim();
    }

    @AfterEach
    void stop() {
        victim.close();
    }

    @Test
    void streamsThatAreResetAtOnceEndTheConnection() throws Exception {
        try (H2Client client = victim.http2()) {
            Future<Integer> end = client.goAwayMeanwhile();
            for (int i = 0; i < 1_000; i++) {
                byte[] request = H2Client.bytesOf(
                        H2Client.HEADERS,
                        H2Client.END_HEADERS | H2Client.END_STREAM,
                        2 * i + 1,
                        H2Client.request("GET", "/never"));
                client.flood(request, 1);
                client.flood(H2Client.bytesOf(H2Client.RST_STREAM, 0, 2 * i + 1, H2Client.number(H2Client.CANCEL)), 1);
            }
            checkCalmed(end);
        }
        assertThat(victim.service.heads()).hasSizeLessThan(400);
    }

    @Test
    void resetsThatAClientMakesUsSendEndTheConnection() throws Exception {
        try (H2Client client = victim.http2()) {
            Future<Integer> end = client.goAwayMeanwhile();
            for (int i = 0; i < 1_000; i++) {
                client.flood(
                        H2Client.bytesOf(
                                H2Client.HEADERS,
                                H2Client.END_HEADERS | H2Client.END_STREAM,
                                2 * i + 1,
                                H2Client.request("GET", "/never")),
                        1);
                client.flood(H2Client.bytesOf(H2Client.WINDOW_UPDATE, 0, 2 * i + 1, H2Client.number(0)), 1);
            }
            checkCalmed(end);
        }
        assertThat(victim.service.heads()).hasSizeLessThan(400);
    }

    @Test
    void aThousandRequestsThatEndWellLeaveTheBudgetFull() throws Exception {
        try (H2Client client = victim.http2()) {
            for (int i = 0; i < 1_000; i++) {
                client.get(2 * i + 1, "/");
                assertThat(client.await(H2Client.HEADERS, 2 * i + 1).text()).isNotEmpty();
                client.frame(H2Client.WINDOW_UPDATE, 0, 0, H2Client.number(2));
            }
        }
    }

    static Stream<Arguments> floods() {
        byte[] settings = H2Client.bytesOf(H2Client.SETTINGS, 0, 0, new byte[] {0, 4, 0, 1, 0, 0});
        return Stream.of(
                Arguments.of("PING", H2Client.bytesOf(H2Client.PING, 0, 0, new byte[8])),
                Arguments.of(
                        "PING that answers nothing", H2Client.bytesOf(H2Client.PING, H2Client.ACK, 0, new byte[8])),
                Arguments.of("SETTINGS", settings),
                Arguments.of("SETTINGS without any", H2Client.bytesOf(H2Client.SETTINGS, 0, 0)),
                Arguments.of("SETTINGS that answer nothing", H2Client.bytesOf(H2Client.SETTINGS, H2Client.ACK, 0)),
                Arguments.of("PRIORITY", H2Client.bytesOf(H2Client.PRIORITY, 0, 1, new byte[5])),
                Arguments.of("WINDOW_UPDATE", H2Client.bytesOf(H2Client.WINDOW_UPDATE, 0, 0, H2Client.number(1))),
                Arguments.of(
                        "WINDOW_UPDATE of a stream",
                        H2Client.bytesOf(H2Client.WINDOW_UPDATE, 0, 1, H2Client.number(1))),
                Arguments.of(
                        "RST_STREAM of one that is gone", H2Client.bytesOf(H2Client.RST_STREAM, 0, 3, new byte[4])),
                Arguments.of("unknown frames", H2Client.bytesOf(0xbb, 0, 0, new byte[1])),
                Arguments.of("empty DATA", H2Client.bytesOf(H2Client.DATA, 0, 1)),
                Arguments.of("DATA of one byte", H2Client.bytesOf(H2Client.DATA, 0, 1, new byte[1])));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void aFloodEndsTheConnection(String what, byte[] frame) throws Exception {
        try (H2Client client = victim.http2()) {
            client.frame(H2Client.HEADERS, H2Client.END_HEADERS, 1, H2Client.request("POST", "/never"));
            client.get(3, "/");
            client.await(H2Client.DATA, 3);
            Future<Integer> end = client.goAwayMeanwhile();
            ByteArrayOutputStream many = new ByteArrayOutputStream();
            for (int i = 0; i < 100; i++) {
                many.writeBytes(frame);
            }
            client.flood(many.toByteArray(), 500);
            checkCalmed(end);
        }
    }

    @Test
    void aFloodOfContinuationsEndsTheConnection() throws Exception {
        try (H2Client client = victim.http2()) {
            client.frame(H2Client.HEADERS, 0, 1, H2Client.request("GET", "/"));
            Future<Integer> end = client.goAwayMeanwhile();
            byte[] field = H2Client.field("x", "y".repeat(16_000));
            client.flood(H2Client.bytesOf(H2Client.CONTINUATION, 0, 1, field), 1_000);
            assertThat(end.get()).isEqualTo(H2Client.PROTOCOL_ERROR);
            assertThat(client.farewell()).contains("Header size exceeded");
            victim.checkNeighbour();
        }
        assertThat(victim.service.heads()).isEmpty();
    }

    @Test
    void aFloodOfEmptyContinuationsEndsTheConnection() throws Exception {
        try (H2Client client = victim.http2()) {
            client.frame(H2Client.HEADERS, 0, 1, H2Client.request("GET", "/"));
            Future<Integer> end = client.goAwayMeanwhile();
            client.flood(H2Client.bytesOf(H2Client.CONTINUATION, 0, 1), 10_000);
            checkCalmed(end);
        }
        assertThat(victim.service.heads()).isEmpty();
    }

    // ---- heads that grow

    @Test
    void aHeadIsMeasuredAfterItIsDecompressed() throws Exception {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(H2Client.request("GET", "/"));
        block.writeBytes(H2Client.indexed("x", "y".repeat(3_000)));
        for (int i = 0; i < 60; i++) {
            block.write(0x80 | 62);
        }
        try (H2Client client = victim.http2()) {
            client.frame(H2Client.HEADERS, H2Client.END_HEADERS | H2Client.END_STREAM, 1, block.toByteArray());
            assertThat(client.await(H2Client.HEADERS, 1).text()).contains("431");
            assertThat(client.await(H2Client.DATA, 1).text())
                    .contains("\"title\":\"Request Header Fields Too Large\"")
                    .contains("\"code\":\"headers_too_large\"")
                    .containsPattern("\"request_id\":\"[0-9a-f]{32}\"");
            client.get(3, "/neighbour");
            assertThat(client.await(H2Client.DATA, 3).text()).isEqualTo("ok");
        }
        assertThat(victim.refused).containsExactly("431 headers_too_large");
        assertThat(victim.service.heads()).isEmpty();
    }

    @Test
    void fieldsAreCountedAfterDecompressionAndSoAreTheCrumbsOfCookies() throws Exception {
        for (String name : new String[] {"x", "cookie"}) {
            String[] more = new String[2 * 150];
            for (int i = 0; i < more.length; i += 2) {
                more[i] = name;
                more[i + 1] = "a";
            }
            try (H2Client client = victim.http2()) {
                client.frame(
                        H2Client.HEADERS,
                        H2Client.END_HEADERS | H2Client.END_STREAM,
                        1,
                        H2Client.request("GET", "/", more));
                assertThat(client.await(H2Client.HEADERS, 1).text()).contains("431");
                assertThat(client.await(H2Client.DATA, 1).text()).contains("headers_too_large");
            }
        }
        assertThat(victim.refused).containsExactly("431 headers_too_large", "431 headers_too_large");
        assertThat(victim.service.heads()).isEmpty();
    }

    @Test
    void aCallOfGrpcWithTooManyFieldsGetsAStatusOfGrpc() throws Exception {
        String[] more = new String[2 * 150];
        for (int i = 0; i < more.length; i += 2) {
            more[i] = i == 0 ? "content-type" : "x";
            more[i + 1] = i == 0 ? "application/grpc+proto" : "a";
        }
        try (H2Client client = victim.http2()) {
            client.headers(H2Client.END_STREAM, 1, H2Client.request("POST", "/", more));
            H2Client.Frame head = client.await(H2Client.HEADERS, 1);
            assertThat(head.text()).contains("grpc-status", "headers_too_large");
            assertThat(head.flags() & H2Client.END_STREAM).isEqualTo(H2Client.END_STREAM);
        }
        assertThat(victim.refused).containsExactly("200 headers_too_large");
    }

    @Test
    void headsThatAreHeldForManyStreamsAreBounded() throws Exception {
        try (H2Client client = victim.http2()) {
            client.frame(
                    H2Client.HEADERS,
                    H2Client.END_HEADERS | H2Client.END_STREAM,
                    1,
                    concat(H2Client.request("GET", "/never"), H2Client.indexed("x", "y".repeat(3_000))));
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            block.writeBytes(H2Client.request("GET", "/never"));
            for (int i = 0; i < 9; i++) {
                block.write(0x80 | 62);
            }
            int refused = 0;
            for (int id = 3; id < 2 * 90; id += 2) {
                client.frame(H2Client.HEADERS, H2Client.END_HEADERS | H2Client.END_STREAM, id, block.toByteArray());
            }
            client.frame(H2Client.PING, 0, 0, new byte[8]);
            for (H2Client.Frame frame = client.next();
                    frame != null && frame.type() != H2Client.PING;
                    frame = client.next()) {
                refused += frame.type() == H2Client.RST_STREAM && frame.number(0) == H2Client.REFUSED_STREAM ? 1 : 0;
            }
            assertThat(refused).isBetween(50, 80);
            victim.checkNeighbour();
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }

    @Test
    void anIndexThatIsNotThereEndsTheConnection() throws Exception {
        try (H2Client client = victim.http2()) {
            // A literal field whose name has index 63 + 14.
            byte[] block = concat(H2Client.request("GET", "/"), new byte[] {0x7f, 14, 0});
            client.frame(H2Client.HEADERS, H2Client.END_HEADERS | H2Client.END_STREAM, 1, block);
            assertThat(client.goAway()).isEqualTo(H2Client.COMPRESSION_ERROR);
        }
    }

    @Test
    void theHundredAndFirstStreamIsRefused() throws Exception {
        try (H2Client client = victim.http2()) {
            for (int i = 0; i <= 100; i++) {
                client.get(2 * i + 1, "/never");
            }
            assertThat(client.await(H2Client.RST_STREAM, 201).number(0)).isEqualTo(H2Client.REFUSED_STREAM);
        }
    }

    /** The gateway said why it ended the connection, and holds nothing back while the client is still there. */
    private void checkCalmed(Future<Integer> end) throws Exception {
        assertThat(end.get()).isEqualTo(H2Client.ENHANCE_YOUR_CALM);
        victim.checkNeighbour();
    }
}
