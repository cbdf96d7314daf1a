package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.RouteTimeouts;
import dev.windrose.model.Security;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTP/2 to endpoints, over real sockets on both sides. */
class H2ProxyTest {
    private static final int LARGE = 3_000_000;

    /** How a client's request comes to the backend: by one gateway from HTTP/1.1, or by a second one that gets HTTP/2 from the first. */
    enum Way {
        HTTP1_TO_HTTP2,
        HTTP2_TO_HTTP2
    }

    @ParameterizedTest
    @EnumSource
    void aRequestReachesTheBackendAndItsAnswerComesBack(Way way) throws Exception {
        try (H2Backend backend = new H2Backend(H2Backend.Echo::new);
                Chain gateway = new Chain(way, backend.port())) {
            String answer = gateway.first()
                    .send(
                            "GET /a/../b?q=1 HTTP/1.1\r\nHost: Example.com\r\nTE: trailers\r\nConnection: close, te\r\n\r\n");
            assertThat(answer)
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("x-seen: GET http example.com/b?q=1\r\n")
                    .contains("x-te: trailers\r\n")
                    .contains("x-connection: null\r\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void largeBodiesAndTrailersPassBothWays(Way way) throws Exception {
        try (H2Backend backend = new H2Backend(H2Backend.Echo::new);
                Chain gateway = new Chain(way, backend.port());
                Socket client = gateway.first().connect()) {
            byte[] body = bytes(LARGE);
            Thread sender = Thread.ofVirtual()
                    .start(() -> write(
                            client,
                            "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/grpc\r\nX-Trailer: done\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    + Integer.toHexString(LARGE) + "\r\n",
                            body,
                            "\r\n0\r\nx-last: of the request\r\n\r\n"));
            InputStream in = client.getInputStream();
            assertThat(TestBackend.readHead(in)).startsWith("HTTP/1.1 200").contains("transfer-encoding: chunked");
            assertThat(readChunks(in)).isEqualTo(body);
            assertThat(TestBackend.readHead(in)).contains("x-last: done");
            sender.join();
        }
    }

    @Test
    void interimResponsesPassBeforeTheAnswer() throws Exception {
        Supplier<H2Backend.Stream> hints = () -> new H2Backend.Stream() {
            @Override
            void onHeaders(ChannelHandlerContext ctx, Http2Headers headers, boolean end) {
                answer(ctx, "100", false);
                answer(ctx, "103", false);
                answer(ctx, "200", true);
            }
        };
        try (H2Backend backend = new H2Backend(hints);
                Chain gateway = new Chain(Way.HTTP1_TO_HTTP2, backend.port())) {
            String answer = gateway.first().send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(answer)
                    .startsWith("HTTP/1.1 103 ")
                    .contains("HTTP/1.1 200 OK")
                    .doesNotContain("HTTP/1.1 100");
        }
    }

    @Test
    void aBackendThatHintsForEverIsCutOff() throws Exception {
        Supplier<H2Backend.Stream> hints = () -> new H2Backend.Stream() {
            @Override
            void onHeaders(ChannelHandlerContext ctx, Http2Headers headers, boolean end) {
                for (int i = 0; i < 17; i++) {
                    answer(ctx, "103", false);
                }
            }
        };
        try (H2Backend backend = new H2Backend(hints);
                Chain gateway = new Chain(Way.HTTP1_TO_HTTP2, backend.port())) {
            assertThat(gateway.first().send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .contains("HTTP/1.1 502 ")
                    .contains("upstream_protocol_error");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatDoesNotReadHoldsTheBackendBack(Way way) throws Exception {
        Flood flood = new Flood();
        try (H2Backend backend = new H2Backend(() -> flood);
                Chain gateway = new Chain(way, backend.port());
                Socket client = gateway.first().connect()) {
            write(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", new byte[0], "");
            assertThat(TestBackend.readHead(client.getInputStream())).startsWith("HTTP/1.1 200");
            assertThat(flood.done.await(500, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(flood.written.get()).isLessThan(Flood.TOTAL / 2);

            assertThat(readChunks(client.getInputStream())).hasSize(Flood.TOTAL);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBackendThatDoesNotReadHoldsTheClientBack(Way way) throws Exception {
        BlockingQueue<ChannelHandlerContext> requests = H2Backend.events();
        AtomicLong received = new AtomicLong();
        Supplier<H2Backend.Stream> sink = () -> new H2Backend.Stream() {
            @Override
            void onHeaders(ChannelHandlerContext ctx, Http2Headers headers, boolean end) {
                ctx.channel().config().setAutoRead(false);
                requests.add(ctx);
            }

            @Override
            void onData(ChannelHandlerContext ctx, Http2DataFrame data) {
                received.addAndGet(data.content().readableBytes());
                boolean end = data.isEndStream();
                data.release();
                if (end) {
                    answer(ctx, "200", true);
                }
            }
        };
        int size = 20_000_000;
        try (H2Backend backend = new H2Backend(sink);
                Chain gateway = new Chain(way, backend.port());
                Socket client = gateway.first().connect()) {
            CountDownLatch sent = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> {
                write(client, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n", new byte[size], "");
                sent.countDown();
            });
            ChannelHandlerContext request = H2Backend.next(requests);
            assertThat(sent.await(500, TimeUnit.MILLISECONDS)).isFalse();

            request.channel().config().setAutoRead(true);
            client.setSoTimeout(60_000);
            assertThat(TestBackend.readHead(client.getInputStream())).startsWith("HTTP/1.1 200");
            assertThat(received).hasValue(size);
        }
    }

    @Test
    void manyConcurrentCallsShareOneConnection() throws Exception {
        int count = 64;
        CountDownLatch all = new CountDownLatch(count);
        Supplier<H2Backend.Stream> together = () -> new H2Backend.Stream() {
            @Override
            void onHeaders(ChannelHandlerContext ctx, Http2Headers headers, boolean end) {
                all.countDown();
                Thread.ofVirtual().start(() -> {
                    await(all);
                    answer(ctx, "204", true);
                });
            }
        };
        try (H2Backend backend = new H2Backend(together);
                Chain gateway = new Chain(Way.HTTP1_TO_HTTP2, backend.port())) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Socket client = gateway.first().connect();
                clients.add(client);
                write(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", new byte[0], "");
            }
            for (Socket client : clients) {
                assertThat(TestBackend.readHead(client.getInputStream())).startsWith("HTTP/1.1 204");
                client.close();
            }
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionOnWhichACallTimedOutInSilenceGetsNoMore() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Supplier<H2Backend.Stream> second = () -> new H2Backend.Stream() {
            @Override
            void onHeaders(ChannelHandlerContext ctx, Http2Headers headers, boolean end) {
                if (asked.incrementAndGet() != 2) {
                    answer(ctx, "204", true);
                }
            }
        };
        try (H2Backend backend = new H2Backend(second);
                TestGateway gateway = new TestGateway(backend.port())) {
            RouteTimeouts limit = new RouteTimeouts(Duration.ofSeconds(1), Duration.ZERO);
            gateway.apply(TestGateway.model(
                    backend.port(), limit, new Security.Plaintext(), Map.of(), UpstreamProtocol.HTTP2));
            String get = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
            assertThat(gateway.send(get)).startsWith("HTTP/1.1 204");
            assertThat(gateway.send(get)).startsWith("HTTP/1.1 504");
            assertThat(backend.connections()).isEqualTo(1);
            assertThat(gateway.send(get)).startsWith("HTTP/1.1 204");
            assertThat(backend.connections()).isEqualTo(2);
        }
    }

    @Test
    void anEndpointsLimitOfStreamsLeadsToMoreConnections() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Supplier<H2Backend.Stream> together = () -> new H2Backend.Stream() {
            @Override
            void onHeaders(ChannelHandlerContext ctx, Http2Headers headers, boolean end) {
                both.countDown();
                Thread.ofVirtual().start(() -> {
                    await(both);
                    answer(ctx, "204", true);
                });
            }
        };
        try (H2Backend backend = new H2Backend(null, new Http2Settings().maxConcurrentStreams(1), together);
                Chain gateway = new Chain(Way.HTTP1_TO_HTTP2, backend.port());
                Socket one = gateway.first().connect();
                Socket other = gateway.first().connect()) {
            write(one, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", new byte[0], "");
            write(other, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", new byte[0], "");
            assertThat(TestBackend.readHead(one.getInputStream())).startsWith("HTTP/1.1 204");
            assertThat(TestBackend.readHead(other.getInputStream())).startsWith("HTTP/1.1 204");
            assertThat(backend.connections()).isEqualTo(2);
        }
    }

    @Test
    void aClientThatLeavesResetsOnlyItsOwnStream() throws Exception {
        BlockingQueue<Long> resets = H2Backend.events();
        BlockingQueue<ChannelHandlerContext> requests = H2Backend.events();
        Supplier<H2Backend.Stream> slow = () -> new H2Backend.Stream() {
            @Override
            void onHeaders(ChannelHandlerContext ctx, Http2Headers headers, boolean end) {
                requests.add(ctx);
            }

            @Override
            void onReset(long error) {
                resets.add(error);
            }
        };
        try (H2Backend backend = new H2Backend(slow);
                Chain gateway = new Chain(Way.HTTP1_TO_HTTP2, backend.port());
                Socket stays = gateway.first().connect()) {
            Socket leaves = gateway.first().connect();
            write(stays, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", new byte[0], "");
            ChannelHandlerContext kept = H2Backend.next(requests);
            write(leaves, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", new byte[0], "");
            H2Backend.next(requests);
            leaves.setSoLinger(true, 0);
            leaves.close();
            assertThat(H2Backend.next(resets)).isEqualTo(Http2Error.CANCEL.code());

            H2Backend.Stream.answer(kept, "204", true);
            assertThat(TestBackend.readHead(stays.getInputStream())).startsWith("HTTP/1.1 204");
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @Test
    void aRefusedRequestIsSentAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Supplier<H2Backend.Stream> refusing = () -> new H2Backend.Stream() {
            @Override
            void onHeaders(ChannelHandlerContext ctx, Http2Headers headers, boolean end) {
                if (asked.incrementAndGet() == 1) {
                    ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM));
                } else {
                    answer(ctx, "204", true);
                }
            }
        };
        try (H2Backend backend = new H2Backend(refusing);
                Chain gateway = new Chain(Way.HTTP1_TO_HTTP2, backend.port())) {
            assertThat(gateway.first()
                            .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 204");
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void anEndpointThatGoesAwayFinishesWhatItHasAndGetsNoMore() throws Exception {
        BlockingQueue<ChannelHandlerContext> requests = H2Backend.events();
        Supplier<H2Backend.Stream> slow = () -> new H2Backend.Stream() {
            @Override
            void onHeaders(ChannelHandlerContext ctx, Http2Headers headers, boolean end) {
                requests.add(ctx);
            }
        };
        try (H2Backend backend = new H2Backend(slow);
                Chain gateway = new Chain(Way.HTTP1_TO_HTTP2, backend.port());
                Socket before = gateway.first().connect();
                Socket after = gateway.first().connect()) {
            write(before, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", new byte[0], "");
            ChannelHandlerContext old = H2Backend.next(requests);
            backend.goAway();
            write(after, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", new byte[0], "");
            H2Backend.Stream.answer(H2Backend.next(requests), "201", true);
            assertThat(TestBackend.readHead(after.getInputStream())).startsWith("HTTP/1.1 201");
            H2Backend.Stream.answer(old, "204", true);
            assertThat(TestBackend.readHead(before.getInputStream())).startsWith("HTTP/1.1 204");
            assertThat(backend.connections()).isEqualTo(2);
        }
    }

    @Test
    void anEndpointThatSpeaksHttp1InsteadIsAnErrorOfTheUpstream() throws Exception {
        try (TestBackend backend = TestBackend.answering("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                Chain gateway = new Chain(Way.HTTP1_TO_HTTP2, backend.port())) {
            assertThat(gateway.first().send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 502")
                    .contains("upstream_protocol_error");
        }
    }

    // ---- means

    /** One gateway, or two of which the first speaks HTTP/2 to the second. */
    private static final class Chain implements AutoCloseable {
        private final List<TestGateway> gateways = new ArrayList<>();

        Chain(Way way, int backendPort) {
            gateways.add(http2To(backendPort));
            if (way == Way.HTTP2_TO_HTTP2) {
                gateways.addFirst(http2To(gateways.getFirst().port()));
            }
        }

        private static TestGateway http2To(int port) {
            TestGateway gateway = new TestGateway(port);
            gateway.apply(TestGateway.model(
                    port, RouteTimeouts.NONE, new Security.Plaintext(), Map.of(), UpstreamProtocol.HTTP2));
            return gateway;
        }

        TestGateway first() {
            return gateways.getFirst();
        }

        @Override
        public void close() {
            gateways.forEach(TestGateway::close);
        }
    }

    /** Sends a large body as fast as it may. */
    private static final class Flood extends H2Backend.Stream {
        static final int TOTAL = 30_000_000;
        private static final int PART = 16_000;

        final AtomicInteger written = new AtomicInteger();
        final CountDownLatch done = new CountDownLatch(1);

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        void onHeaders(ChannelHandlerContext ctx, Http2Headers headers, boolean end) {
            answer(ctx, "200", false);
            more(ctx);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            more(ctx);
        }

        private void more(ChannelHandlerContext ctx) {
            while (ctx.channel().isWritable() && written.get() < TOTAL) {
                int part = Math.min(PART, TOTAL - written.get());
                boolean end = written.addAndGet(part) == TOTAL;
                ctx.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(new byte[part]), end));
                if (end) {
                    done.countDown();
                }
            }
        }
    }

    static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }

    private static void write(Socket socket, String before, byte[] body, String after) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(before.getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.write(after.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The body of a chunked message, without the empty line or the trailers behind it. */
    private static byte[] readChunks(InputStream in) throws IOException {
        byte[] all = new byte[1024];
        int length = 0;
        for (int size = readSize(in); size > 0; size = readSize(in)) {
            if (length + size > all.length) {
                all = Arrays.copyOf(all, 2 * (length + size));
            }
            in.readNBytes(all, length, size);
            length += size;
            in.skipNBytes(2);
        }
        return Arrays.copyOf(all, length);
    }

    private static int readSize(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the message ended in the middle");
            }
            line.append((char) b);
        }
        return Integer.parseInt(line.toString().strip(), 16);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
