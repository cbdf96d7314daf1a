package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ClusterSpec.EndpointSpec;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.Model;
import dev.windrose.model.RouteTimeouts;
import dev.windrose.model.Security;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of connections to endpoints when the configuration changes. */
class WarmPoolTest {
    private static final int RELOADS = 50;
    private static final int CLIENTS = 4;
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void fiftyReloadsUnderLoadOpenNoConnectionToAnEndpointThatStays() throws Exception {
        try (TestBackend stays = TestBackend.answering(new String(ANSWER, StandardCharsets.US_ASCII));
                TestBackend comesAndGoes = TestBackend.answering(new String(ANSWER, StandardCharsets.US_ASCII));
                TestGateway gateway = new TestGateway(stays.port());
                Load load = new Load(gateway)) {
            for (int reload = 0; reload < RELOADS; reload++) {
                boolean both = reload % 2 == 0;
                RouteTimeouts timeouts = new RouteTimeouts(Duration.ofSeconds(20 + reload), Duration.ZERO);
                Duration connectTimeout = Duration.ofSeconds(1 + reload / 3);
                gateway.apply(
                        both
                                ? model(timeouts, connectTimeout, comesAndGoes.port(), stays.port())
                                : model(timeouts, connectTimeout, stays.port()));
                load.awaitMore();
            }
            assertThat(load.failed).hasValue(0);
            assertThat(comesAndGoes.connections()).isPositive();
            assertThat(stays.connections()).isBetween(1, CLIENTS);
        }
    }

    @Test
    void aRequestToAnEndpointThatIsGoneFinishesAndThenItsConnectionsClose() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch removed = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        TestBackend.Script slow = (in, out) -> {
            TestBackend.readHead(in);
            arrived.countDown();
            await(removed);
            out.write(ANSWER);
            out.flush();
            assertThat(in.read()).isEqualTo(-1);
            closed.countDown();
        };
        try (TestBackend goes = new TestBackend(slow);
                TestBackend stays = TestBackend.echoing();
                TestGateway gateway = new TestGateway(goes.port());
                Socket client = gateway.connect()) {
            client.getOutputStream().write(REQUEST);
            await(arrived);
            gateway.apply(model(RouteTimeouts.NONE, Duration.ofSeconds(2), stays.port()));
            removed.countDown();
            assertThat(TestBackend.readHead(client.getInputStream())).startsWith("HTTP/1.1 200");
            // Long before the time that idle connections are kept.
            await(closed);
        }
    }

    @Test
    void anotherProtocolUsesNoConnectionOfTheOldOne() throws Exception {
        try (TestBackend backend = TestBackend.echoing();
                TestGateway gateway = new TestGateway(backend.port());
                Socket client = gateway.connect()) {
            client.getOutputStream().write(REQUEST);
            assertThat(TestBackend.readHead(client.getInputStream())).startsWith("HTTP/1.1 200");
            gateway.apply(TestGateway.model(
                    backend.port(), RouteTimeouts.NONE, new Security.Plaintext(), Map.of(), UpstreamProtocol.TCP));
            gateway.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(backend.connections()).isEqualTo(2);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Model model(RouteTimeouts timeouts, Duration connectTimeout, int... ports) {
        Model model = TestGateway.model(1, timeouts, new Security.Plaintext(), Map.of(), UpstreamProtocol.HTTP1);
        ClusterSpec spec = model.clusters().values().iterator().next();
        List<EndpointSpec> endpoints = IntStream.of(ports)
                .mapToObj(port -> new EndpointSpec("127.0.0.1", port))
                .toList();
        ClusterSpec edited = new ClusterSpec(
                spec.id(), new ClusterSpec.Endpoints.Fixed(endpoints), spec.protocol(), spec.tls(), connectTimeout);
        return new Model(model.listeners(), model.routeTables(), Map.of(spec.id(), edited), model.certificates());
    }

    /** Clients that ask without a pause, each on one connection. */
    private static final class Load implements AutoCloseable {
        final AtomicInteger failed = new AtomicInteger();
        private final AtomicInteger served = new AtomicInteger();
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Thread> clients = new ArrayList<>();

        Load(TestGateway gateway) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Thread.ofVirtual().start(() -> run(gateway)));
            }
        }

        private void run(TestGateway gateway) {
            try (Socket socket = gateway.connect()) {
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream();
                while (!over.get()) {
                    out.write(REQUEST);
                    if (!TestBackend.readHead(in).startsWith("HTTP/1.1 200")) {
                        failed.incrementAndGet();
                        return;
                    }
                    served.incrementAndGet();
                }
            } catch (IOException e) {
                failed.incrementAndGet();
            }
        }

        void awaitMore() {
            int enough = served.get() + 5 * CLIENTS;
            while (served.get() < enough && failed.get() == 0) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void close() {
            over.set(true);
            try {
                for (Thread client : clients) {
                    client.join();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
