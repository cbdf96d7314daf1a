package dev.windrose.transport.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.transport.ConnectionLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** More connections than there may be. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionLimitsTest {
    private static final int MANY = 1_000;

    /** The neighbour is one of them. */
    @ParameterizedTest
    @CsvSource({"10, 1000, 1000, connection_limit", "1000, 10, 1000, listener_limit", "1000, 1000, 10, address_limit"})
    void aConnectionTooManyIsClosedAndAFreePlaceIsGivenAgain(int total, int listener, int address, String reason)
            throws Exception {
        List<Raw> open = new ArrayList<>();
        ConnectionLimits limits = new ConnectionLimits(total, listener, address, Duration.ofMinutes(1));
        try (Victim victim = new Victim(service -> service, limits)) {
            victim.checkNeighbour();
            for (int i = 0; i < 9; i++) {
                Raw raw = new Raw(victim.connect());
                open.add(raw);
                raw.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                assertThat(raw.head()).startsWith("HTTP/1.1 200");
                raw.bytes(2);
                raw.write("GET /never HTTP/1.1\r\nHost: h\r\n\r\n");
            }
            for (int i = 0; i < 20; i++) {
                try (Raw refused = new Raw(victim.connect())) {
                    assertThat(refused.untilEnd()).isEmpty();
                }
            }
            assertThat(victim.refused(reason)).isEqualTo(20);
            open.removeLast().reset();
            assertThat(isServedSoon(victim)).isTrue();
        } finally {
            for (Raw each : open) {
                each.close();
            }
        }
    }

    /** That a connection has gone is noticed a moment later than it goes. */
    private static boolean isServedSoon(Victim victim) throws IOException {
        for (int i = 0; i < MANY; i++) {
            try (Raw raw = new Raw(victim.connect())) {
                raw.write("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
                if (raw.untilEnd().startsWith("HTTP/1.1 200")) {
                    return true;
                }
            } catch (IOException _) {
                // refused: again
            }
        }
        return false;
    }

    @Test
    void aConnectionThatHasLivedLongEnoughEndsWithItsNextResponse() throws Exception {
        ConnectionLimits limits = new ConnectionLimits(MANY, MANY, MANY, Duration.ofMillis(100));
        Victim victim = new Victim(service -> service, limits);
        try (Raw raw = new Raw(victim.connect());
                H2Client client = victim.http2()) {
            String head = "";
            for (int i = 0; i < 100_000 && !head.contains("connection: close"); i++) {
                raw.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                head = raw.head();
                raw.bytes(2);
            }
            assertThat(head).contains("connection: close");
            assertThat(client.goAway()).isZero();
        } finally {
            victim.close();
        }
    }
}
