package dev.windrose.transport;

import static dev.windrose.transport.Places.fixed;
import static dev.windrose.transport.Places.id;
import static dev.windrose.transport.Places.port;
import static dev.windrose.transport.Places.tcp;
import static dev.windrose.transport.Places.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.model.ClusterSpec.EndpointSpec;
import dev.windrose.model.ClusterSpec.Endpoints;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.Destination;
import dev.windrose.model.Protocol;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.Security;
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.loop.IoKind;
import dev.windrose.transport.tcp.TcpTimeouts;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain bytes through a proxy, seen from both sides. */
class TcpTest {
    private static final Security CLEAR = new Security.Plaintext();
    /** What kernels may hold on four sockets, and more than ten times what we may. */
    private static final int MUCH = 64 * 1024 * 1024;

    /** Windows of a tunnel, and what arenas take at a time. */
    private static final long FEW = 24 * 1024 * 1024;

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

    @ParameterizedTest
    @ValueSource(strings = {"clear", "detected", "TLS", "a tunnel"})
    void aClientIsNotReadWhileItsEndpointIsNotConnected(String way) throws Exception {
        long before = memory();
        try (FullBacklog full = new FullBacklog();
                SocketChannel client = SocketChannel.open(through(way, full.port()));
                Selector selector = Selector.open()) {
            client.configureBlocking(false);
            client.register(selector, SelectionKey.OP_WRITE);
            long written = 0;
            while (written < MUCH && selector.select(1_000) > 0) {
                selector.selectedKeys().clear();
                written += client.write(ByteBuffer.allocate(64 * 1024));
            }
            assertThat(written).isBetween(1L, MUCH - 1L);
            assertThat(memory() - before).isLessThan(FEW);
        }
    }

    /** A listener that takes bytes to a port, reached in one of several ways. */
    private InetSocketAddress through(String way, int app) throws Exception {
        Places.Draft last =
                new Places.Draft().certificate(places.svid("b")).cluster("app", fixed(app), UpstreamProtocol.TCP, null);
        Places.Draft first = new Places.Draft().certificate(places.svid("a"));
        return switch (way) {
            case "clear" ->
                places.run(last.listener("in", port(), CLEAR, tcp(to("app"))), null)
                        .at("in");
            case "detected" ->
                places.run(
                                last.listener("in", port(), CLEAR, Places.detect("routes", to("app")))
                                        .routes("routes", Places.rule("all", RouteMatch.ANY, to("app"))),
                                null)
                        .at("in");
            case "TLS" -> {
                last.listener("in", port(), places.mesh("b", id("a")), tcp(to("app")));
                Places.Place far = places.run(last, null);
                first.listener("out", port(), CLEAR, tcp(to("far")))
                        .cluster("far", fixed(far.port("in")), UpstreamProtocol.TCP, places.mesh("a", id("b")));
                yield places.run(first, null).at("out");
            }
            default -> {
                last.listener("carrier", port(), places.mesh("b", id("a")), new Protocol.Tunnel())
                        .listener("in", Places.carried("carrier", "127.0.0.1", app), CLEAR, tcp(to("app")));
                Places.Place far = places.run(last, null);
                first.listener("out", port(), CLEAR, tcp(to("inside")))
                        .cluster("inside", Places.inside("node", "127.0.0.1", app), UpstreamProtocol.TCP, null)
                        .cluster("node", fixed(far.port("carrier")), UpstreamProtocol.HTTP2, places.mesh("a", id("b")));
                yield places.run(first, null).at("out");
            }
        };
    }

    private static long memory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    /** A port at which no more connections are taken, so that those who connect wait. */
    private static final class FullBacklog implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<SocketChannel> fillers = new ArrayList<>();

        FullBacklog() throws IOException {
            // One more than the backlog is taken; of the rest none is.
            for (int i = 0; i < 8; i++) {
                SocketChannel filler = SocketChannel.open();
                filler.configureBlocking(false);
                filler.connect(server.getLocalSocketAddress());
                fillers.add(filler);
            }
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel filler : fillers) {
                filler.close();
            }
            server.close();
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
    void anotherEndpointIsTriedBeforeTheClientIsReset() throws Exception {
        int gone;
        try (TestBackend app = TestBackend.echoing()) {
            gone = app.port();
        }
        try (TestBackend app = new TestBackend((in, out) -> out.write(in.readAllBytes()))) {
            List<EndpointSpec> endpoints = List.of(
                    new EndpointSpec("127.0.0.1", gone),
                    new EndpointSpec("127.0.0.1", app.port()),
                    new EndpointSpec("127.0.0.2", gone));
            InetSocketAddress address = places.run(
                            new Places.Draft()
                                    .listener("in", port(), CLEAR, tcp(to("app")))
                                    .cluster("app", new Endpoints.Fixed(endpoints), UpstreamProtocol.TCP, null),
                            null)
                    .at("in");
            for (int i = 0; i < 20; i++) {
                assertThat(echoed(address)).isEqualTo("hello");
            }
        }
    }

    @Test
    void sharesAreDrawnByWeightAndThoseThatFailResetAtOnce() throws Exception {
        try (TestBackend app = new TestBackend((in, out) -> out.write(in.readAllBytes()))) {
            Destination destination = new Destination.Weighted(List.of(
                    share(3, to("app")),
                    share(1, new Destination.Fail(500, "no such backend")),
                    share(1, to("empty")),
                    share(0, to("empty"))));
            InetSocketAddress address = places.run(
                            new Places.Draft()
                                    .listener("in", port(), CLEAR, tcp(destination))
                                    .cluster("app", fixed(app.port()), UpstreamProtocol.TCP, null)
                                    .cluster("empty", new Endpoints.Fixed(List.of()), UpstreamProtocol.TCP, null),
                            null)
                    .at("in");
            int served = 0;
            for (int i = 0; i < 200; i++) {
                served += echoed(address).isEmpty() ? 0 : 1;
            }
            // 120 are expected; 30 more or less happen once in a hundred thousand runs.
            assertThat(served).isBetween(90, 150);
        }
    }

    @Test
    void aConnectionThatIsSilentForTooLongEnds() throws Exception {
        Transport.Options impatient = new Transport.Options(
                1,
                IoKind.AUTO,
                ConnectionLimits.DEFAULT,
                ServerTimeouts.DEFAULT,
                new TcpTimeouts(Duration.ofMillis(100), Duration.ofMillis(100)),
                _ -> null);
        try (TestBackend app = new TestBackend((in, _) -> in.read())) {
            InetSocketAddress address = places.run(
                            new Places.Draft()
                                    .listener("in", port(), CLEAR, tcp(to("app")))
                                    .cluster("app", fixed(app.port()), UpstreamProtocol.TCP, null),
                            impatient,
                            ExchangeObserver.NONE)
                    .at("in");
            try (Socket client = connect(address)) {
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    private static Destination.Share share(int weight, Destination destination) {
        return new Destination.Share(weight, destination, List.of());
    }

    /** What an echo says; empty if the connection is reset. */
    private static String echoed(InetSocketAddress address) throws IOException {
        try (Socket client = connect(address)) {
            client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketException reset) {
            return "";
        }
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
