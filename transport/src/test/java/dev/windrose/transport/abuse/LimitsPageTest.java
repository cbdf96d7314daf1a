package dev.windrose.transport.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.transport.ConnectionLimits;
import dev.windrose.transport.h1.BodyPace;
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.tcp.TcpTimeouts;
import dev.windrose.transport.tls.HelloReader;
import dev.windrose.transport.udp.UdpLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page about limits says what the code does. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LimitsPageTest {
    @Test
    void thePageHasTheDefaultsOfTheCode() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "limits.md"));
        ServerTimeouts times = ServerTimeouts.DEFAULT;
        ConnectionLimits connections = ConnectionLimits.DEFAULT;
        assertThat(page)
                .contains("a header block of HTTP/2 | " + times.head().toSeconds() + " s |")
                .contains("| between requests | " + times.idle().toSeconds() + " s |")
                .contains("before the response has begun | " + times.body().toSeconds() + " s |")
                .contains("| a body's rate over " + times.body().toSeconds() + " s, before the response has begun | "
                        + BodyPace.LEAST_BYTES_PER_SECOND + " bytes/s |")
                .contains("takes nothing of a response | " + times.write().toSeconds() + " s |")
                .contains("on which nothing goes by | " + times.stream().toMinutes() + " min |")
                .contains("(WebSocket) on which nothing goes by | "
                        + times.tunnel().toHours() + " h |")
                .contains("| a connection's life | " + connections.lifetime().toMinutes() + " min,")
                .contains("| in all, and at one listener | " + grouped(connections.total()) + " |")
                .contains("but for trusted proxies | " + grouped(connections.perAddress()) + " |")
                .contains("goes by server name | " + HelloReader.MAX_MESSAGE / 1024 + " KiB, "
                        + HelloReader.MAX_BYTES / 1024 + " KiB with the heads of its records, "
                        + times.head().toSeconds() + " s |")
                .contains("bytes on which nothing goes by | "
                        + TcpTimeouts.DEFAULT.idle().toHours() + " h |")
                .contains("datagrams at one listener | " + grouped(UdpLimits.DEFAULT.sessions()) + " |")
                .contains("datagrams in silence | " + UdpLimits.DEFAULT.idle().toSeconds() + " s |");
        assertThat(connections.perListener()).isEqualTo(connections.total());
    }

    private static String grouped(int number) {
        return String.format(java.util.Locale.ROOT, "%,d", number);
    }
}
