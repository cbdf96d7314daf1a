package dev.windrose.transport;

import static dev.windrose.transport.Places.fixed;
import static dev.windrose.transport.Places.id;
import static dev.windrose.transport.Places.port;
import static dev.windrose.transport.Places.tcp;
import static dev.windrose.transport.Places.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.Security;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Plain bytes through a proxy, seen from both sides. */
class TcpTest {
    private static final Security CLEAR = new Security.Plaintext();
    /** What kernels may hold on four sockets, and more than ten times what we may. */
    private static final int MUCH = 64 * 1024 * 1024;

    private final Places places = new Places();

    @AfterEach
    void close() {
        places.close();
    }

    @Test
    void aHalfCloseIsPassedOnAndTheOtherDirectionGoesOn() throws Exception {
        try (TestBackend app = new TestBackend((in, out) -> out.write(in.readAllBytes()));
                Socket client = connect(plain(app.port()))) {
            client.getOutputStream().write("all of it".getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes())
                    .isEqualTo("all of it".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aReaderThatTakesNothingStopsTheWriter() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (TestBackend app = new TestBackend((_, _) -> await(over));
                SocketChannel client = SocketChannel.open(plain(app.port()));
                Selector selector = Selector.open()) {
            client.configureBlocking(false);
            client.register(selector, SelectionKey.OP_WRITE);
            long written = 0;
            while (written < MUCH && selector.select(2_000) > 0) {
                selector.selectedKeys().clear();
                written += client.write(ByteBuffer.allocate(64 * 1024));
            }
            assertThat(written).isLessThan(MUCH);
        } finally {
            over.countDown();
        }
    }

    @Test
    void anEndpointThatIsNotThereResetsTheClient() throws Exception {
        int gone;
        try (TestBackend app = TestBackend.echoing()) {
            gone = app.port();
        }
        InetSocketAddress address = plain(gone);
        assertThatThrownBy(() -> {
                    try (Socket client = connect(address)) {
                        client.getInputStream().read();
                    }
                })
                .isInstanceOf(SocketException.class);
    }

    @Test
    void aHalfCloseThatTlsCannotCarryEndsTheConnectionWhenAllIsSilent() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (TestBackend app = new TestBackend((in, out) -> {
            out.write("hello".getBytes(StandardCharsets.US_ASCII));
            in.readAllBytes();
            ended.countDown();
        })) {
            Places.Place far = places.run(
                    new Places.Draft()
                            .certificate(places.svid("b"))
                            .listener("in", port(), places.mesh("b", id("a")), tcp(to("app")))
                            .cluster("app", fixed(app.port()), UpstreamProtocol.TCP, null),
                    null);
            Places.Place near = places.run(
                    new Places.Draft()
                            .certificate(places.svid("a"))
                            .listener("out", port(), CLEAR, tcp(to("far")))
                            .cluster("far", fixed(far.port("in")), UpstreamProtocol.TCP, places.mesh("a", id("b"))),
                    null);
            try (Socket client = connect(near.at("out"))) {
                client.shutdownOutput();
                assertThat(client.getInputStream().readAllBytes())
                        .isEqualTo("hello".getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(ended.await(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        }
    }

    private InetSocketAddress plain(int app) {
        return places.run(
                        new Places.Draft()
                                .listener("in", port(), CLEAR, tcp(to("app")))
                                .cluster("app", fixed(app), UpstreamProtocol.TCP, null),
                        null)
                .at("in");
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
