package dev.windrose.transport.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Interim responses are of use at once or not at all: nothing is kept of them for a client that takes nothing. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterimTest {
    private static final int INITIAL_WINDOW = 4;
    private static final int REQUESTS = 100;

    private final Victim victim = new Victim();

    @AfterEach
    void close() {
        victim.close();
    }

    @Test
    void aClientThatTakesThemGetsThem() throws Exception {
        try (H2Client client = new H2Client(victim.connect())) {
            client.get(1, "/hints");
            assertThat(heads(client)).isEqualTo(11);
        }
    }

    @Test
    void aClientThatTakesNothingIsSentNone() throws Exception {
        try (H2Client client = new H2Client(victim.connect(), INITIAL_WINDOW, 0)) {
            for (int i = 0; i < REQUESTS; i++) {
                client.get(2 * i + 1, "/hints");
                assertThat(heads(client)).isEqualTo(1);
                client.frame(H2Client.RST_STREAM, 0, 2 * i + 1, H2Client.number(H2Client.CANCEL));
                if (i % 50 == 0) {
                    // Kept, they would be 160 KB for each request.
                    victim.checkNeighbour();
                }
            }
        }
    }

    /** How many heads come until the one of the response itself, which has a short one. */
    private static int heads(H2Client client) throws IOException {
        int count = 0;
        boolean last = false;
        while (!last) {
            H2Client.Frame frame = Objects.requireNonNull(client.next(), "the connection ended");
            if (frame.type() == H2Client.HEADERS) {
                count++;
                last = (frame.flags() & H2Client.END_HEADERS) != 0 && frame.payload().length < 200;
            }
        }
        return count;
    }
}
