package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.transport.loop.IoKind;
import dev.windrose.transport.loop.Loops;
import dev.windrose.transport.loop.NettyLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is done when there is too much to do. */
class OverloadTest {
    @Test
    void memoryCountsWhenItStaysFullAndLoopsWhenTheyStayLate() {
        Overload overload = new Overload();
        overload.sample(0.99, 0);
        assertThat(overload.level()).isEqualTo(Overload.Level.NONE);
        sample(overload, 4, 0.91, 0);
        assertThat(overload.level()).isEqualTo(Overload.Level.SHED);
        sample(overload, 4, 0.96, 0);
        assertThat(overload.level()).isEqualTo(Overload.Level.REFUSE);
        sample(overload, 4, 0.99, 0);
        assertThat(overload.level()).isEqualTo(Overload.Level.REJECT);
        overload.sample(0.5, 0);
        assertThat(overload.level()).isEqualTo(Overload.Level.NONE);
        sample(overload, 11, 0.1, TimeUnit.SECONDS.toNanos(3));
        assertThat(overload.level()).isEqualTo(Overload.Level.NONE);
        sample(overload, 1, 0.1, TimeUnit.SECONDS.toNanos(3));
        assertThat(overload.level()).isEqualTo(Overload.Level.REFUSE);
    }

    @Test
    void memoryIsLookedAtFourTimesASecond() throws Exception {
        Overload overload = new Overload();
        LinkedBlockingQueue<Overload.Level> levels = new LinkedBlockingQueue<>();
        try (Loops loops = new Loops(1, IoKind.AUTO)) {
            overload.watch(loops, () -> {
                levels.add(overload.level());
                return 0.99;
            });
            // Each reading finds what those before it have led to.
            for (int i = 0; i < 4; i++) {
                assertThat(levels.poll(20, TimeUnit.SECONDS)).isEqualTo(Overload.Level.NONE);
            }
            assertThat(levels.poll(20, TimeUnit.SECONDS)).isEqualTo(Overload.Level.REJECT);
        }
    }

    @Test
    void whatIsHeldIsFoundInTheHeapAndBesideIt() {
        byte[] held = new byte[32 << 20];
        System.gc();
        ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(held.length);
        try {
            Overload.Memory memory = Overload.Memory.now();
            assertThat(memory.left()).isBetween((long) held.length, memory.largestHeap());
            assertThat(memory.heap()).isBetween((long) held.length, memory.largestHeap());
            assertThat(memory.direct()).isBetween((long) held.length, memory.largestDirect());
        } finally {
            buffer.release();
            Reference.reachabilityFence(held);
        }
    }

    @Test
    void garbageIsNoLoad() {
        assertThat(new Overload.Memory(10, 95, 100, 0, 100).share()).isEqualTo(0.10);
        assertThat(new Overload.Memory(95, 10, 100, 0, 100).share()).isEqualTo(0.10);
        assertThat(new Overload.Memory(96, 97, 100, 0, 100).share()).isEqualTo(0.96);
        assertThat(new Overload.Memory(10, 10, 100, 97, 100).share()).isEqualTo(0.97);
    }

    @Test
    void aLoopThatIsHeldUpTellsItsLag() throws Exception {
        try (Loops loops = new Loops(2, IoKind.AUTO)) {
            NettyLoop held = loops.all().get(0);
            NettyLoop free = loops.all().get(1);
            CountDownLatch released = new CountDownLatch(1);
            CompletableFuture<Long> lag = new CompletableFuture<>();
            held.execute(() -> {
                held.sweep(_ -> lag.complete(Overload.worstLag(loops)));
                free.eventLoop().schedule(released::countDown, 1_500, TimeUnit.MILLISECONDS);
                awaitOpen(released);
            });
            // It would have had its turn within a second.
            assertThat(lag.get(20, TimeUnit.SECONDS)).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(450));
        }
    }

    @Test
    void theLagIsWhatTheTurnCameTooLate() throws Exception {
        ManualClock clock = new ManualClock();
        try (Loops loops = new Loops(1, IoKind.AUTO, clock)) {
            NettyLoop loop = loops.all().getFirst();
            LinkedBlockingQueue<Long> lags = new LinkedBlockingQueue<>();
            loop.execute(() -> {
                clock.advance(Duration.ofSeconds(5));
                loop.sweep(_ -> lags.add(loop.lag()));
            });
            // It was due a second after the end of the one before.
            assertThat(lags.poll(20, TimeUnit.SECONDS))
                    .isEqualTo(Duration.ofSeconds(4).toNanos());
            assertThat(lags.poll(20, TimeUnit.SECONDS)).isZero();
        }
    }

    private static void sample(Overload overload, int times, double share, long lag) {
        for (int i = 0; i < times; i++) {
            overload.sample(share, lag);
        }
    }

    @Test
    void connectionsEndThenNoneIsTakenThenRequestsGet503() throws IOException {
        Overload overload = new Overload();
        try (TestBackend backend = TestBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                TestGateway gateway = new TestGateway(backend.port(), overload, ExchangeObserver.NONE);
                Socket first = gateway.connect();
                Socket second = gateway.connect()) {
            assertThat(get(first)).startsWith("HTTP/1.1 200").doesNotContain("close");
            assertThat(get(second)).startsWith("HTTP/1.1 200").doesNotContain("close");

            sample(overload, 4, 0.91, 0);
            assertThat(get(first)).startsWith("HTTP/1.1 200").contains("connection: close");

            sample(overload, 4, 0.99, 0);
            assertThat(get(second))
                    .startsWith("HTTP/1.1 503")
                    .contains("connection: close")
                    .contains("application/problem+json")
                    .contains("\"code\":\"overloaded\"");
            try (Socket late = gateway.connect()) {
                assertThat(late.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(gateway.transport().refused()).containsEntry("overloaded_request", 1L);
            assertThat(gateway.transport().refused().get("overloaded")).isPositive();
        }
    }

    @Test
    void aRefusedRequestIsObservedAndIsAStatusOfGrpcForGrpc() throws IOException {
        Overload overload = new Overload();
        List<String> seen = new CopyOnWriteArrayList<>();
        ExchangeObserver observer = exchange -> seen.add(exchange.clientMethod() + " " + exchange.clientPath() + " "
                + exchange.route() + " " + exchange.status() + " " + exchange.reason());
        try (TestBackend backend = TestBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                TestGateway gateway = new TestGateway(backend.port(), overload, observer);
                Socket plain = gateway.connect();
                Socket grpc = gateway.connect()) {
            get(plain);
            get(grpc);
            sample(overload, 4, 0.99, 0);
            assertThat(get(plain)).startsWith("HTTP/1.1 503").contains("retry-after: 1");
            grpc.getOutputStream()
                    .write(
                            "POST /a.B/C HTTP/1.1\r\nHost: a\r\nContent-Type: application/grpc\r\nContent-Length: 0\r\n\r\n"
                                    .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(new String(grpc.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200")
                    .contains("content-type: application/grpc", "grpc-status: 14", "grpc-message: overloaded: ");
            assertThat(seen)
                    .containsExactly(
                            "GET / all 200 ok",
                            "GET / all 200 ok",
                            "GET /  503 overloaded",
                            "POST /a.B/C  200 overloaded");
        }
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String get(Socket client) throws IOException {
        client.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        InputStream in = client.getInputStream();
        String head = TestBackend.readHead(in);
        int length = Integer.parseInt(head.replaceFirst("(?s).*content-length: (\\d+).*", "$1"));
        return head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }
}
