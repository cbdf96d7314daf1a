package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.RouteTimeouts;
import dev.windrose.model.Security;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An endpoint that floods us with frames of HTTP/2 that carry nothing, byte by byte. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpstreamFloodTest {
    private static final String SETTINGS = "000000040000000000";
    private static final String PRIORITY = "0000050200000000010000000010";
    /** The one field ":status: 200", from the static table. */
    private static final String STATUS_200 = "88";

    private static final int HEADERS_TYPE = 1;
    private static final int PREFACE = 24;
    private static final int TOO_MANY = 10_000;

    /** Answers each request with 200, after so many frames of a kind. */
    private static final class Endpoint implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        private final byte[] frame;
        private final int count;
        private final byte[] head;

        Endpoint(String frame, int count, String head) throws IOException {
            this.head = HexFormat.of().parseHex(head);
            this.frame = HexFormat.of().parseHex(frame);
            this.count = count;
            Thread.ofVirtual().start(this::accept);
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException _) {
                    return;
                }
            }
        }

        private void serve(Socket socket) {
            try (socket) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                OutputStream out = socket.getOutputStream();
                out.write(HexFormat.of().parseHex(SETTINGS));
                in.readNBytes(PREFACE);
                while (true) {
                    int lengthAndType = in.readInt();
                    in.readByte();
                    int stream = in.readInt();
                    in.skipNBytes(lengthAndType >>> 8);
                    if ((lengthAndType & 0xff) == HEADERS_TYPE) {
                        answer(out, stream);
                    }
                }
            } catch (IOException _) {
                // The gateway has had enough, or the test has ended.
            }
        }

        private void answer(OutputStream out, int stream) throws IOException {
            byte[] flood = new byte[frame.length * count];
            for (int i = 0; i < count; i++) {
                System.arraycopy(frame, 0, flood, i * frame.length, frame.length);
            }
            out.write(flood);
            // HEADERS with END_STREAM and END_HEADERS.
            HexFormat hex = HexFormat.of();
            out.write(hex.parseHex("0000" + hex.toHexDigits((byte) head.length) + "0105" + hex.toHexDigits(stream)));
            out.write(head);
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private static String ask(String frame, int count) throws Exception {
        return ask(frame, count, STATUS_200);
    }

    private static String ask(String frame, int count, String head) throws Exception {
        try (Endpoint endpoint = new Endpoint(frame, count, head);
                TestGateway gateway = new TestGateway(endpoint.server.getLocalPort())) {
            gateway.apply(TestGateway.model(
                    endpoint.server.getLocalPort(),
                    RouteTimeouts.NONE,
                    new Security.Plaintext(),
                    Map.of(),
                    UpstreamProtocol.HTTP2));
            return gateway.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "PRIORITY,      0000050200000000010000000010",
        "WINDOW_UPDATE, 00000408000000000000000001",
        "PING,          0000080600000000000000000000000000",
        "PING ACK,      0000080601000000000000000000000000",
        "SETTINGS,      000000040000000000",
        "unknown,       000000420000000000"
    })
    void anEndpointThatSendsNothingButControlFramesIsGivenUp(String name, String frame) throws Exception {
        assertThat(ask(frame, TOO_MANY)).startsWith("HTTP/1.1 502").contains("upstream_");
    }

    @Test
    void aFewOfThemAreNothingUnusual() throws Exception {
        assertThat(ask(PRIORITY, 100)).startsWith("HTTP/1.1 200");
    }

    /** {@code content-length: 0} twice, as fields that no table has. */
    @Test
    void anAnswerThatSaysItsLengthTwiceIsMalformed() throws Exception {
        String field = "000e" + HexFormat.of().formatHex("content-length".getBytes(StandardCharsets.US_ASCII)) + "0130";
        assertThat(ask("", 0, STATUS_200 + field)).startsWith("HTTP/1.1 200");
        assertThat(ask("", 0, STATUS_200 + field + field))
                .startsWith("HTTP/1.1 502")
                .contains("upstream_");
    }
}
