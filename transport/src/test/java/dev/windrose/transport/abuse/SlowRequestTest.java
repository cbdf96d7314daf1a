package dev.windrose.transport.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP/1 clients that are slow on purpose, do not read, or send far too much at once. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowRequestTest {
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
    void aConnectionThatSaysNothingIsClosed() throws Exception {
        try (Raw raw = new Raw(victim.connect())) {
            assertThat(raw.untilEnd()).isEmpty();
        }
    }

    @Test
    void aHeadThatDoesNotEndIsAnsweredWith408() throws Exception {
        try (Raw raw = new Raw(victim.connect())) {
            raw.write("GET / HTTP/1.1\r\nHost: h\r\n");
            assertThat(raw.untilEnd()).startsWith("HTTP/1.1 408 ").contains("head_timeout");
        }
        assertThat(victim.service.heads()).isEmpty();
    }

    @Test
    void aHeadThatComesByteByByteIsAnsweredWith408() throws Exception {
        try (Raw raw = new Raw(victim.connect())) {
            assertThat(raw.drip("GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(1_000), 50))
                    .startsWith("HTTP/1.1 408 ");
        }
        assertThat(victim.service.heads()).isEmpty();
    }

    @Test
    void anIdleConnectionIsClosedAfterItsResponse() throws Exception {
        try (Raw raw = new Raw(victim.connect())) {
            raw.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(raw.untilEnd()).startsWith("HTTP/1.1 200 ").endsWith("ok");
        }
    }

    @Test
    void aBodyThatDoesNotComeIsAnsweredWith408() throws Exception {
        try (Raw raw = new Raw(victim.connect())) {
            raw.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n12345");
            assertThat(raw.untilEnd()).startsWith("HTTP/1.1 408 ").contains("body_timeout");
        }
        assertThat(victim.service.nextEnd()).startsWith("cut POST /");
    }

    @Test
    void aBodyThatComesByteByByteIsAnsweredWith408() throws Exception {
        try (Raw raw = new Raw(victim.connect())) {
            raw.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n");
            assertThat(raw.drip("a".repeat(1_000), 50))
                    .startsWith("HTTP/1.1 408 ")
                    .contains("body_timeout");
        }
        assertThat(victim.service.nextEnd()).startsWith("cut POST /");
    }

    @Test
    void aServiceThatStaysSilentIsAnsweredForWith504() throws Exception {
        try (Raw raw = new Raw(victim.connect())) {
            raw.write("GET /never HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(raw.untilEnd()).startsWith("HTTP/1.1 504 ").contains("backend_timeout");
        }
        assertThat(victim.service.nextEnd()).startsWith("cut GET /never");
    }

    @Test
    void aBodyThatStopsAfterTheResponseHasBegunEnds() throws Exception {
        try (Raw raw = new Raw(victim.connect())) {
            raw.write("POST /early HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n12345");
            assertThat(raw.untilEnd()).startsWith("HTTP/1.1 200 ");
        }
        assertThat(victim.service.nextEnd()).startsWith("cut POST /early");
    }

    @Test
    void aTunnelThroughWhichNothingGoesEnds() throws Exception {
        try (Raw raw = new Raw(victim.connect())) {
            raw.write("GET /tunnel HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            assertThat(raw.untilEnd()).startsWith("HTTP/1.1 101 ");
        }
        assertThat(victim.service.nextEnd()).startsWith("cut GET /tunnel");
    }

    @Test
    void chunksOfOneByteAreNotTakenForEver() throws Exception {
        try (Raw raw = new Raw(victim.connect())) {
            raw.write("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            raw.writeUntilRefused("1\r\nx\r\n".repeat(1_000).getBytes(StandardCharsets.ISO_8859_1), 50);
            raw.untilEnd();
        }
        assertThat(victim.service.nextEnd()).startsWith("cut POST /");
    }

    @Test
    void aClientThatDoesNotReadABigAnswerHoldsBackItsServiceAndIsLetGo() throws Exception {
        try (Raw raw = new Raw(victim.connect())) {
            raw.write("GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(victim.service.nextEnd()).startsWith("cut GET /big");
            assertThat(raw.untilEnd().length()).isLessThan(Service.BIG);
        }
    }

    @Test
    void aHundredClientsThatDoNotReadKeepMemoryBounded() throws Exception {
        Raw[] clients = new Raw[100];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = new Raw(victim.connect());
            clients[i].write("GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
        }
        victim.checkNeighbour();
        for (Raw client : clients) {
            assertThat(victim.service.nextEnd()).startsWith("cut GET /big");
            client.close();
        }
    }

    @Test
    void aFloodOfPipelinedRequestsStopsBeingRead() throws Exception {
        byte[] many = "GET /never HTTP/1.1\r\nHost: h\r\n\r\n".repeat(2_000).getBytes(StandardCharsets.ISO_8859_1);
        try (Raw raw = new Raw(victim.connect())) {
            raw.write("GET /never HTTP/1.1\r\nHost: h\r\n\r\n");
            Thread.ofVirtual().start(() -> raw.writeUntilRefused(many, 1_000));
            victim.checkNeighbour();
            assertThat(victim.service.heads()).hasSizeLessThanOrEqualTo(1);
        }
    }
}
