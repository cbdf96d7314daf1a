package dev.windrose.transport.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that are slow on purpose, and such as break a message off. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class H2StallTest {
    private static final int INITIAL_WINDOW = 4;
    private static final int MAX_HEADER_LIST = 6;

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
    void aWindowThatIsOpenedByteByByteDoesNotHoldAResponseForEver() throws Exception {
        try (H2Client client = new H2Client(victim.connect(), INITIAL_WINDOW, 0)) {
            client.get(1, "/big");
            client.socket().setSoTimeout(100);
            assertThat(dripUntilReset(client, H2Client.WINDOW_UPDATE, H2Client.number(1)))
                    .isEqualTo(H2Client.CANCEL);
        }
        assertThat(victim.service.nextEnd()).startsWith("cut GET /big");
    }

    /** Sends a frame of stream 1 each time that nothing came for a read's timeout; the code of the reset that ends it. */
    private static int dripUntilReset(H2Client client, int type, byte[] payload) throws IOException {
        for (int i = 0; i < 200; i++) {
            client.frame(type, 0, 1, payload);
            try {
                for (H2Client.Frame frame = client.next(); frame != null; frame = client.next()) {
                    if (frame.type() == H2Client.RST_STREAM) {
                        return frame.number(0);
                    }
                }
                return -1;
            } catch (SocketTimeoutException _) {
                // time for the next
            }
        }
        throw new IOException("the gateway took it all");
    }

    @Test
    void aHundredResponsesBehindClosedWindowsAreGivenUp() throws Exception {
        try (H2Client client = new H2Client(victim.connect(), INITIAL_WINDOW, 1)) {
            for (int i = 0; i < 100; i++) {
                client.get(2 * i + 1, "/big");
            }
            Set<Integer> reset = new HashSet<>();
            for (H2Client.Frame frame = client.next(); frame != null && reset.size() < 100; frame = client.next()) {
                if (frame.type() == H2Client.RST_STREAM) {
                    reset.add(frame.stream());
                }
            }
            assertThat(reset).hasSizeGreaterThanOrEqualTo(99);
            victim.checkNeighbour();
        }
    }

    @Test
    void aClientThatDoesNotReadItsSocketLosesIt() throws Exception {
        try (H2Client client = new H2Client(victim.connect(), INITIAL_WINDOW, Integer.MAX_VALUE)) {
            client.frame(H2Client.WINDOW_UPDATE, 0, 0, H2Client.number(1 << 30));
            client.get(1, "/big");
            assertThat(victim.service.nextEnd()).startsWith("cut GET /big");
            victim.checkNeighbour();
        }
    }

    @Test
    void aSmallAnswerBehindAClosedWindowIsGivenUpToo() throws Exception {
        try (H2Client client = new H2Client(victim.connect(), INITIAL_WINDOW, 0)) {
            client.get(1, "/");
            assertThat(client.await(H2Client.RST_STREAM, 1).number(0)).isEqualTo(H2Client.CANCEL);
        }
    }

    @Test
    void aHeaderBlockWithoutEndEndsTheConnection() throws Exception {
        try (H2Client client = victim.http2()) {
            client.frame(H2Client.HEADERS, 0, 1, H2Client.request("GET", "/"));
            assertThat(client.goAway()).isEqualTo(H2Client.PROTOCOL_ERROR);
        }
    }

    @Test
    void aPrefaceWithoutEndEndsTheConnection() throws Exception {
        try (Raw raw = new Raw(victim.connect())) {
            raw.write("PRI * HTTP/2.0\r\n\r\nSM");
            raw.untilEnd();
        }
    }

    @Test
    void anIdleConnectionIsToldToGo() throws Exception {
        try (H2Client client = victim.http2()) {
            client.get(1, "/");
            assertThat(client.goAway()).isZero();
        }
    }

    @Test
    void aBodyThatDoesNotComeIsAnsweredWith408() throws Exception {
        try (H2Client client = victim.http2()) {
            client.frame(H2Client.HEADERS, H2Client.END_HEADERS, 1, H2Client.request("POST", "/never"));
            assertThat(client.await(H2Client.HEADERS, 1).text()).contains("408");
            assertThat(client.await(H2Client.DATA, 1).text()).contains("body_timeout");
        }
        assertThat(victim.service.nextEnd()).startsWith("cut POST /never");
    }

    @Test
    void aBodyThatComesByteByByteIsAnsweredWith408() throws Exception {
        try (H2Client client = victim.http2()) {
            client.frame(H2Client.HEADERS, H2Client.END_HEADERS, 1, H2Client.request("POST", "/never"));
            client.socket().setSoTimeout(100);
            assertThat(dripUntilReset(client, H2Client.DATA, new byte[1])).isZero();
        }
        assertThat(victim.service.nextEnd()).startsWith("cut POST /never");
    }

    /** To say that it is gRPC buys no time where HTTP/1 takes it. */
    @Test
    void aBodyOfGrpcThatComesByteByByteToAServiceOfHttp1IsGivenUp() throws Exception {
        try (H2Client client = victim.http2()) {
            client.headers(0, 1, H2Client.request("POST", "/never", "content-type", "application/grpc"));
            client.socket().setSoTimeout(100);
            assertThat(dripUntilReset(client, H2Client.DATA, new byte[1])).isEqualTo(H2Client.NO_ERROR);
        }
        assertThat(victim.service.nextEnd()).startsWith("cut POST /never");
    }

    @Test
    void aServiceThatStaysSilentIsAnsweredForWith504() throws Exception {
        try (H2Client client = victim.http2()) {
            client.get(1, "/never");
            assertThat(client.await(H2Client.HEADERS, 1).text()).contains("504");
            assertThat(client.await(H2Client.DATA, 1).text()).contains("backend_timeout");
        }
        assertThat(victim.service.nextEnd()).startsWith("cut GET /never");
    }

    // ---- messages that contradict themselves

    @Test
    void aBodyShorterOrLongerThanItsLengthResetsTheStreamAndNeverLooksWholeToTheService() throws Exception {
        for (int sent : new int[] {5, 11}) {
            try (H2Client client = victim.http2()) {
                client.frame(
                        H2Client.HEADERS,
                        H2Client.END_HEADERS,
                        1,
                        H2Client.request("POST", "/", "content-length", "10"));
                assertThat(victim.service.nextHead()).contains("content-length: 10");
                client.frame(H2Client.DATA, H2Client.END_STREAM, 1, new byte[sent]);
                assertThat(client.await(H2Client.RST_STREAM, 1).number(0)).isEqualTo(H2Client.PROTOCOL_ERROR);
                client.get(3, "/");
                assertThat(client.await(H2Client.DATA, 3).text()).isEqualTo("ok");
            }
            assertThat(victim.service.nextEnd()).startsWith("cut POST /");
        }
    }

    @Test
    void aRequestWithALengthAndNoBodyIsReset() throws Exception {
        try (H2Client client = victim.http2()) {
            client.frame(
                    H2Client.HEADERS,
                    H2Client.END_HEADERS | H2Client.END_STREAM,
                    1,
                    H2Client.request("POST", "/", "content-length", "10"));
            assertThat(client.await(H2Client.RST_STREAM, 1).number(0)).isEqualTo(H2Client.PROTOCOL_ERROR);
        }
        assertThat(victim.service.heads()).isEmpty();
    }

    @Test
    void malformedRequestsResetTheirStreamAndReachNobody() throws Exception {
        String[][] fields = {
            {"host", "other"},
            {"transfer-encoding", "chunked"},
            {"connection", "close"},
            {"te", "gzip"},
            {"X-Upper", "a"},
            {"x y", "a"},
            {"x", "a\r\nb: c"},
            {"x", "a\0"},
            {"x", " a"},
            {"content-length", "+1"},
            {"content_length", "1"},
            {":path", "/again"},
            {":unknown", "a"},
            {"", "a"}
        };
        for (String[] field : fields) {
            try (H2Client client = victim.http2()) {
                client.frame(
                        H2Client.HEADERS,
                        H2Client.END_HEADERS | H2Client.END_STREAM,
                        1,
                        H2Client.request("GET", "/", field));
                assertThat(client.resetOf(1)).as(field[0] + ": " + field[1]).isEqualTo(H2Client.PROTOCOL_ERROR);
            }
        }
        String[] paths = {
            "",
            "a",
            "/#",
            "/a b",
            "/%00",
            "/a\r\nb",
            "http://localhost/",
            "/a?#",
            "/a?<",
            "/a?>",
            "/a?\"",
            "/a?{",
            "/a?}",
            "/a?|",
            "/a?\\",
            "/a?^",
            "/a?`",
            "/a?\u00e9",
            "/a?%2",
            "/a?%zz"
        };
        for (String path : paths) {
            try (H2Client client = victim.http2()) {
                client.get(1, path);
                assertThat(client.resetOf(1)).as(path).isEqualTo(H2Client.PROTOCOL_ERROR);
            }
        }
        assertThat(victim.refused).hasSize(fields.length + paths.length).containsOnly("400 client_protocol_error");
        assertThat(victim.service.heads()).isEmpty();
    }

    /** Counted as the line that it would be in HTTP/1. */
    @Test
    void aRequestLineOverTheLimitIsAnsweredWith414() throws Exception {
        int most = 8 * 1024 - "GET  HTTP/1.1\r\n".length();
        try (H2Client client = victim.http2()) {
            client.get(1, "/" + "a".repeat(most - 1));
            assertThat(client.await(H2Client.DATA, 1).text()).isEqualTo("ok");
            int stream = 1;
            for (int length : new int[] {most + 1, 20_000}) {
                stream += 2;
                client.get(stream, "/" + "a".repeat(length - 1));
                assertThat(client.await(H2Client.DATA, stream).text())
                        .contains("\"status\":414", "\"code\":\"uri_too_long\"");
            }
        }
        assertThat(victim.service.heads()).hasSize(1);
        assertThat(victim.refused).containsExactly("414 uri_too_long", "414 uri_too_long");
    }

    @Test
    void aTinyLimitForHeadersDoesNotMakeUsResetStreams() throws Exception {
        try (H2Client client = new H2Client(victim.connect(), MAX_HEADER_LIST, 1)) {
            client.get(1, "/");
            assertThat(client.await(H2Client.DATA, 1).text()).isEqualTo("ok");
        }
    }

    @Test
    void aStreamUnderWayFinishesWhileTheGatewayDrains() throws Exception {
        try (H2Client client = victim.http2()) {
            client.frame(
                    H2Client.HEADERS, H2Client.END_HEADERS, 1, H2Client.request("POST", "/", "content-length", "10"));
            client.get(3, "/");
            client.await(H2Client.DATA, 3);
            Thread drain = victim.drain();
            assertThat(client.await(H2Client.GOAWAY, 0).number(4)).isZero();
            client.frame(H2Client.DATA, H2Client.END_STREAM, 1, new byte[10]);
            assertThat(client.await(H2Client.DATA, 1).text()).isEqualTo("ok");
            drain.join();
        }
    }
}
