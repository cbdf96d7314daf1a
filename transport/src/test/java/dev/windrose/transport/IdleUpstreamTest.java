package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long a connection to an endpoint is kept that nobody needs. */
class IdleUpstreamTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void aConnectionThatNobodyNeedsIsKeptForThirtySeconds() throws Exception {
        ManualClock clock = new ManualClock();
        CountDownLatch ended = new CountDownLatch(1);
        try (TestBackend backend = new TestBackend((in, out) -> {
                    while (!TestBackend.readHead(in).isEmpty()) {
                        out.write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                    }
                    ended.countDown();
                });
                TestGateway gateway = new TestGateway(backend.port(), clock);
                Socket client = gateway.connect()) {
            assertThat(get(client)).startsWith("HTTP/1.1 204");
            clock.advance(LIMIT, gateway.transport());
            assertThat(get(client)).startsWith("HTTP/1.1 204");
            assertThat(backend.connections()).isEqualTo(1);

            clock.advance(LIMIT.plusNanos(1), gateway.transport());
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(get(client)).startsWith("HTTP/1.1 204");
            assertThat(backend.connections()).isEqualTo(2);
        }
    }

    private static String get(Socket client) throws IOException {
        client.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return TestBackend.readHead(client.getInputStream());
    }
}
