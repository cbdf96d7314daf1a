package dev.windrose.transport.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.transport.h1.ServerTimeouts;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is sent to a port that expects TLS. The choice of certificates, old versions by a whole client, and tickets are tested beside the code. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsAbuseTest {
    private static final int ALERT = 21;
    private static final int PROTOCOL_VERSION = 70;

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
    void aRequestInClearIsAnsweredThatThePortSpeaksTls() throws Exception {
        for (String request : new String[] {
            "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc",
            "GET / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"
        }) {
            try (Raw raw = new Raw(victim.connectSecure())) {
                raw.write(request);
                assertThat(raw.untilEnd())
                        .as(request)
                        .startsWith("HTTP/1.1 400 ")
                        .containsIgnoringCase("connection: close")
                        .contains("application/problem+json", "\"code\":\"plaintext_to_tls\"", "use https")
                        .containsOnlyOnce("HTTP/1.1");
            }
        }
        assertThat(victim.refused).containsOnly("400 plaintext_to_tls").hasSize(3);
        assertThat(victim.service.heads()).isEmpty();
    }

    @Test
    void aRequestInClearThatDoesNotEndEndsTheConnection() throws Exception {
        try (Raw raw = new Raw(victim.connectSecure())) {
            assertThat(raw.drip("GET / HTTP/1.1\r\nX: " + "y".repeat(1000), 100))
                    .doesNotContain("HTTP/1.1 200");
        }
        assertThat(victim.service.heads()).isEmpty();
    }

    @Test
    void otherBytesInClearGetNoAnswerOfHttp() throws Exception {
        for (String clear :
                new String[] {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\0".repeat(100), "\u0016\u0003\u0001\0\0"}) {
            try (Raw raw = new Raw(victim.connectSecure())) {
                raw.write(clear);
                assertThat(raw.untilEnd()).as(clear).doesNotContain("HTTP/1.1");
            }
        }
        assertThat(victim.service.heads()).isEmpty();
    }

    @Test
    void aHandshakeThatDoesNotBeginEndsTheConnection() throws Exception {
        try (Raw raw = new Raw(victim.connectSecure())) {
            assertThat(raw.untilEnd()).isEmpty();
        }
    }

    @Test
    void aHandshakeThatComesByteByByteEndsTheConnection() throws Exception {
        String hello = new String(clientHello(0x0303), StandardCharsets.ISO_8859_1);
        try (Raw raw = new Raw(victim.connectSecure())) {
            assertThat(raw.drip(hello, 100)).doesNotContain("HTTP");
        }
    }

    @Test
    void aClientHelloThatClaimsToBeHugeIsNotWaitedFor() throws Exception {
        ByteArrayOutputStream huge = new ByteArrayOutputStream();
        for (int i = 0; i < 64; i++) {
            huge.writeBytes(new byte[] {22, 3, 1, 0x40, 0});
            huge.writeBytes(i == 0 ? new byte[] {1, (byte) 0xff, (byte) 0xff, (byte) 0xff} : new byte[4]);
            huge.writeBytes(new byte[0x4000 - 4]);
        }
        Duration plenty = Duration.ofMinutes(5);
        try (Victim patient = new Victim(new ServerTimeouts(plenty, plenty, plenty, plenty, plenty, plenty));
                Raw raw = new Raw(patient.connectSecure())) {
            raw.writeUntilRefused(huge.toByteArray(), 1);
            assertThat(raw.untilEnd()).doesNotContain("HTTP");
        }
    }

    @Test
    void versionsBefore12AreRefused() throws Exception {
        for (int version : new int[] {0x0300, 0x0301, 0x0302}) {
            try (Raw raw = new Raw(victim.connectSecure())) {
                raw.write(clientHello(version));
                byte[] alert = raw.untilEnd().getBytes(StandardCharsets.ISO_8859_1);
                assertThat(alert).hasSizeGreaterThanOrEqualTo(7);
                assertThat(alert[0]).isEqualTo((byte) ALERT);
                assertThat(alert[6]).isEqualTo((byte) PROTOCOL_VERSION);
            }
        }
    }

    /** One that names a single version the old way, and the suites that go with it (RFC 5246 §7.4.1.2). */
    private static byte[] clientHello(int version) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(version >> 8);
        body.write(version);
        body.writeBytes(new byte[32]);
        body.write(0);
        // ECDHE-ECDSA and ECDHE-RSA with AES in CBC, and with GCM.
        body.writeBytes(new byte[] {0, 8, (byte) 0xc0, 0x09, (byte) 0xc0, 0x13, (byte) 0xc0, 0x2b, (byte) 0xc0, 0x2f});
        body.writeBytes(new byte[] {1, 0});
        // Groups: P-256; signatures: ECDSA and RSA with SHA-256.
        body.writeBytes(new byte[] {0, 20, 0, 10, 0, 4, 0, 2, 0, 23, 0, 13, 0, 8, 0, 6, 4, 3, 8, 4, 4, 1});
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.writeBytes(new byte[] {22, 3, 1, 0, (byte) (body.size() + 4), 1, 0, 0, (byte) body.size()});
        record.writeBytes(body.toByteArray());
        return record.toByteArray();
    }
}
