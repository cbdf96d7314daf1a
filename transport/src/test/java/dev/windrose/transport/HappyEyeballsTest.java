package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.engine.telemetry.FinishedExchange;
import dev.windrose.model.RouteTimeouts;
import io.netty.util.NetUtil;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** RFC 8305, where the first address of a host is of no use. Needs IPv6 on the loopback interface, and fails without. */
class HappyEyeballsTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    private final LinkedBlockingQueue<Integer> attempts = new LinkedBlockingQueue<>();
    private final ExchangeObserver observer = this::finished;

    private void finished(FinishedExchange exchange) {
        attempts.add(exchange.attempts());
    }

    @Test
    void aRefusalLeadsToTheOtherFamilyAtOnce() throws Exception {
        try (TestBackend backend =
                        TestBackend.answering("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                TestGateway gateway = new TestGateway(backend.port(), RouteTimeouts.NONE, observer)) {
            sixThenFour(gateway, backend.port());
            for (int i = 0; i < 5; i++) {
                assertThat(gateway.send(REQUEST)).startsWith("HTTP/1.1 200");
                assertThat(H2Backend.next(attempts)).isEqualTo(1);
            }
        }
    }

    @Test
    void silenceLeadsToTheOtherFamilySoon() throws Exception {
        try (TestBackend backend = TestBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                TestGateway gateway = new TestGateway(backend.port(), RouteTimeouts.NONE, observer);
                Deaf deaf = new Deaf(backend.port())) {
            sixThenFour(gateway, deaf.port);
            assertThat(gateway.send(REQUEST)).startsWith("HTTP/1.1 200");
            assertThat(H2Backend.next(attempts)).isEqualTo(1);
        }
    }

    private static void sixThenFour(TestGateway gateway, int port) {
        InetSocketAddress six = new InetSocketAddress(NetUtil.LOCALHOST6, port);
        InetSocketAddress four = new InetSocketAddress(NetUtil.LOCALHOST4, port);
        Cluster cluster = gateway.snapshot().clusters().values().iterator().next();
        cluster.update(List.of(new Cluster.Address("both.test", six, four)));
    }

    /** Listens on ::1 and lets nobody in: its queue is full, so that further attempts get no answer at all. */
    private static final class Deaf implements Closeable {
        final int port;
        private final List<Closeable> open = new ArrayList<>();

        Deaf(int port) throws IOException {
            this.port = port;
            InetSocketAddress address = new InetSocketAddress(NetUtil.LOCALHOST6, port);
            ServerSocket server = new ServerSocket();
            open.add(server);
            server.bind(address, 1);
            for (int i = 0; i < 8; i++) {
                SocketChannel filler = SocketChannel.open();
                open.add(filler);
                filler.configureBlocking(false);
                filler.connect(address);
            }
        }

        @Override
        public void close() throws IOException {
            for (Closeable each : open) {
                each.close();
            }
        }
    }
}
