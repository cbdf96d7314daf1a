package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.model.RouteTimeouts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1 through the gateway, seen at the level of bytes on both sides. */
class H1ProxyTest {
    @Test
    void aRequestReachesTheBackendAndItsAnswerComesBack() throws IOException {
        try (TestBackend backend = TestBackend.echoing();
                TestGateway gateway = new TestGateway(backend.port())) {
            String answer = gateway.send(
                    "GET /a/../b?q=1 HTTP/1.1\r\nHost: Example.com\r\nX-Own: yes\r\nConnection: close, x-own\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("connection: close");
            assertThat(answer)
                    .contains("GET /b?q=1 HTTP/1.1\r\n")
                    .contains("host: example.com\r\n")
                    .contains("x-forwarded-for: 127.0.0.1\r\n")
                    .contains("x-forwarded-proto: http\r\n")
                    .contains("x-request-id: ")
                    .contains("traceparent: 00-")
                    .doesNotContain("x-own");
        }
    }

    @Test
    void aConnectionServesManyRequestsOverOneUpstreamConnection() throws IOException {
        try (TestBackend backend = TestBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                TestGateway gateway = new TestGateway(backend.port());
                Socket client = gateway.connect()) {
            for (int i = 0; i < 50; i++) {
                client.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                assertThat(TestBackend.readHead(client.getInputStream())).startsWith("HTTP/1.1 200");
                assertThat(client.getInputStream().readNBytes(2)).isEqualTo("ok".getBytes(StandardCharsets.ISO_8859_1));
            }
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (TestBackend backend = TestBackend.echoing();
                TestGateway gateway = new TestGateway(backend.port())) {
            String answer = gateway.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "GET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(answer.indexOf("GET /1 ")).isPositive().isLessThan(answer.indexOf("GET /2 "));
            assertThat(answer.indexOf("GET /2 ")).isLessThan(answer.indexOf("GET /3 "));
        }
    }

    /** Also if the client says that it is gRPC, whose requests have none. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Type: application/grpc\r\n"})
    void aChunkedBodyIsStreamedWithoutTheRequestsTrailersAndWithTheResponses(String type) throws IOException {
        try (TestBackend backend = new TestBackend((in, out) -> {
                    TestBackend.readHead(in);
                    String body = TestBackend.readHead(in);
                    out.write(("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx-end: "
                                    + body.contains("x-sum: 1") + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
                    in.read();
                });
                TestGateway gateway = new TestGateway(backend.port())) {
            assertThat(gateway.send("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
                            + type + "\r\n3\r\nabc\r\n0\r\nx-sum: 1\r\n\r\n"))
                    .contains("transfer-encoding: chunked")
                    .contains("hello")
                    .contains("x-end: false");
        }
    }

    @Test
    void aBackendThatHintsForEverIsCutOff() throws IOException {
        try (TestBackend backend = new TestBackend((in, out) -> {
                    TestBackend.readHead(in);
                    while (true) {
                        out.write(
                                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                    }
                });
                TestGateway gateway = new TestGateway(backend.port())) {
            String answer = gateway.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(answer).contains("HTTP/1.1 502 ").contains("\"code\":\"upstream_protocol_error\"");
            assertThat(answer.split("HTTP/1.1 103 ", -1)).hasSizeLessThanOrEqualTo(17);
        }
    }

    @Test
    void anOfferOfAnotherProtocolThanWebSocketIsTakenOff() throws IOException {
        try (TestBackend backend = TestBackend.echoing();
                TestGateway gateway = new TestGateway(backend.port())) {
            for (String offer : new String[] {"h2c", "websocket, h2c", "websocket\r\nUpgrade: h2c"}) {
                String answer =
                        gateway.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close, Upgrade, HTTP2-Settings\r\n"
                                + "HTTP2-Settings: AAMAAABk\r\nUpgrade: " + offer + "\r\n\r\n");
                assertThat(answer)
                        .startsWith("HTTP/1.1 200 OK\r\n")
                        .doesNotContainIgnoringCase("upgrade:")
                        .doesNotContainIgnoringCase("connection: upgrade")
                        .doesNotContainIgnoringCase("http2-settings");
            }
        }
    }

    @Test
    void aBackendIsToldAHostThoughTheClientNamedNone() throws IOException {
        try (TestBackend backend = TestBackend.echoing();
                TestGateway gateway = new TestGateway(backend.port())) {
            assertThat(gateway.send("GET / HTTP/1.0\r\n\r\n"))
                    .contains("\nhost: 127.0.0.1:" + gateway.port() + "\r\n")
                    .doesNotContain("x-forwarded-host:");
        }
    }

    @Test
    void aLargeBodyPassesInBothDirections() throws IOException {
        int size = 5_000_000;
        try (TestBackend backend = new TestBackend((in, out) -> {
                    TestBackend.readHead(in);
                    byte[] body = in.readNBytes(size);
                    out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
                    out.write(body);
                });
                TestGateway gateway = new TestGateway(backend.port());
                Socket client = gateway.connect()) {
            OutputStream out = client.getOutputStream();
            out.write(("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            byte[] body = new byte[size];
            for (int i = 0; i < size; i++) {
                body[i] = (byte) (i * 31);
            }
            out.write(body);
            InputStream in = client.getInputStream();
            assertThat(TestBackend.readHead(in)).startsWith("HTTP/1.1 200");
            assertThat(in.readNBytes(size)).isEqualTo(body);
        }
    }

    @Test
    void anUpgradedConnectionCarriesBytesBothWays() throws IOException {
        try (TestBackend backend = new TestBackend((in, out) -> {
                    assertThat(TestBackend.readHead(in))
                            .contains("upgrade: websocket")
                            .contains("connection: upgrade");
                    out.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
                    in.transferTo(out);
                });
                TestGateway gateway = new TestGateway(backend.port());
                Socket client = gateway.connect()) {
            client.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(TestBackend.readHead(client.getInputStream())).startsWith("HTTP/1.1 101");
            client.getOutputStream().write("ping".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(client.getInputStream().readNBytes(4)).isEqualTo("ping".getBytes(StandardCharsets.ISO_8859_1));
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void anUpgradedExchangeIsFinishedWhenTheBackendClosesFirst() throws Exception {
        CompletableFuture<Integer> finished = new CompletableFuture<>();
        try (TestBackend backend = new TestBackend((in, out) -> {
                    TestBackend.readHead(in);
                    out.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nbye"
                            .getBytes(StandardCharsets.ISO_8859_1));
                });
                TestGateway gateway = new TestGateway(
                        backend.port(), RouteTimeouts.NONE, exchange -> finished.complete(exchange.status()));
                Socket client = gateway.connect()) {
            client.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(TestBackend.readHead(client.getInputStream())).startsWith("HTTP/1.1 101");
            assertThat(client.getInputStream().readAllBytes()).isEqualTo("bye".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(finished.get(10, TimeUnit.SECONDS)).isEqualTo(101);
            assertThat(gateway.activeRequests()).isZero();
        }
    }

    @Test
    void aClientThatHalfClosesGetsALargeResponseWhole() throws IOException {
        int size = 20_000_000;
        try (TestBackend backend = new TestBackend((in, out) -> {
                    TestBackend.readHead(in);
                    out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
                    out.write(new byte[size]);
                });
                TestGateway gateway = new TestGateway(backend.port());
                Socket client = gateway.connect()) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            client.shutdownOutput();
            assertThat(TestBackend.readHead(client.getInputStream())).startsWith("HTTP/1.1 200");
            assertThat(client.getInputStream().readAllBytes()).hasSize(size);
        }
    }

    @Test
    void pipelinedRequestsBeforeAHalfCloseAreAllAnswered() throws IOException {
        try (TestBackend backend = TestBackend.echoing();
                TestGateway gateway = new TestGateway(backend.port());
                Socket client = gateway.connect()) {
            client.getOutputStream()
                    .write(
                            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\nGET"
                                    .getBytes(StandardCharsets.ISO_8859_1));
            client.shutdownOutput();
            String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).contains("GET /1 ").contains("GET /2 ").contains("GET /3 ");
        }
    }

    @Test
    void aHalfCloseBeforeTheUpgradeIsPassedAfterIt() throws Exception {
        CountDownLatch shut = new CountDownLatch(1);
        try (TestBackend backend = new TestBackend((in, out) -> {
                    TestBackend.readHead(in);
                    awaitOpen(shut);
                    out.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
                    out.write(in.readAllBytes());
                });
                TestGateway gateway = new TestGateway(backend.port());
                Socket client = gateway.connect()) {
            client.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nping"
                            .getBytes(StandardCharsets.ISO_8859_1));
            client.shutdownOutput();
            shut.countDown();
            assertThat(TestBackend.readHead(client.getInputStream())).startsWith("HTTP/1.1 101");
            assertThat(client.getInputStream().readAllBytes()).isEqualTo("ping".getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void aBodyThatWaitsWhenTheClientHalfClosesArrivesWhole() throws Exception {
        int size = 8_000_000;
        CountDownLatch shut = new CountDownLatch(1);
        try (TestBackend backend = new TestBackend((in, out) -> {
                    TestBackend.readHead(in);
                    // In small parts, so that the gateway has to hold the client back.
                    byte[] part = new byte[512];
                    int left = size;
                    while (left > 0) {
                        left -= in.readNBytes(part, 0, Math.min(left, part.length));
                    }
                    awaitOpen(shut);
                    out.write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                });
                TestGateway gateway = new TestGateway(backend.port());
                Socket client = gateway.connect()) {
            client.getOutputStream()
                    .write(("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            client.getOutputStream().write(new byte[size]);
            client.shutdownOutput();
            shut.countDown();
            assertThat(TestBackend.readHead(client.getInputStream())).startsWith("HTTP/1.1 204");
        }
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aBackendThatIsNotThereGivesAProblemDocument() throws IOException {
        int port;
        try (TestBackend gone = TestBackend.echoing()) {
            port = gone.port();
        }
        try (TestGateway gateway = new TestGateway(port)) {
            String answer = gateway.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(answer)
                    .startsWith("HTTP/1.1 503 ")
                    .contains("application/problem+json")
                    .contains("\"code\":\"connect_failed\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"Content-Length: 100, part", "Transfer-Encoding: chunked, 4~part~"})
    void anAnswerThatBreaksOffIsNotPassedAsComplete(String framing, String lines) throws Exception {
        String part = lines.replace("~", "\r\n");
        CountDownLatch seen = new CountDownLatch(1);
        try (TestBackend backend = new TestBackend((in, out) -> {
                    TestBackend.readHead(in);
                    out.write(("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n" + part)
                            .getBytes(StandardCharsets.ISO_8859_1));
                    out.flush();
                    await(seen);
                });
                TestGateway gateway = new TestGateway(backend.port());
                Socket client = gateway.connect()) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = client.getInputStream();
            assertThat(TestBackend.readHead(in))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("\r\n" + framing.toLowerCase(Locale.ROOT) + "\r\n");
            assertThat(in.readNBytes(part.length())).isEqualTo(part.getBytes(StandardCharsets.ISO_8859_1));
            seen.countDown();
            assertThat(untilEnd(in)).isEmpty();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What comes before the connection ends, in whichever way. */
    private static byte[] untilEnd(InputStream in) throws IOException {
        try {
            return in.readAllBytes();
        } catch (SocketException reset) {
            return new byte[0];
        }
    }

    @Test
    void aBackendThatDoesNotAnswerInTimeGivesGatewayTimeout() throws IOException {
        try (TestBackend backend = new TestBackend((in, _) -> in.transferTo(OutputStream.nullOutputStream()));
                TestGateway gateway = new TestGateway(
                        backend.port(),
                        new RouteTimeouts(Duration.ofMillis(50), Duration.ZERO),
                        ExchangeObserver.NONE)) {
            String answer = gateway.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 504 ").contains("request_timeout");
        }
    }

    @Test
    void ambiguousFramingIsRefusedAndTheConnectionCloses() throws IOException {
        try (TestBackend backend = TestBackend.echoing();
                TestGateway gateway = new TestGateway(backend.port())) {
            String answer = gateway.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("bad_framing");
            assertThat(backend.connections()).isZero();
        }
    }

    @Test
    void drainingLetsARequestUnderWayFinish() throws Exception {
        try (TestBackend backend = new TestBackend((in, out) -> {
                    TestBackend.readHead(in);
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab".getBytes(StandardCharsets.ISO_8859_1));
                    out.flush();
                    in.read();
                    out.write("cd".getBytes(StandardCharsets.ISO_8859_1));
                });
                TestGateway gateway = new TestGateway(backend.port());
                Socket client = gateway.connect()) {
            client.getOutputStream()
                    .write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(TestBackend.readHead(client.getInputStream())).startsWith("HTTP/1.1 200");
            assertThat(client.getInputStream().readNBytes(2)).hasSize(2);
            Thread drain = Thread.ofVirtual().start(() -> drain(gateway));
            client.getOutputStream().write('x');
            assertThat(client.getInputStream().readAllBytes()).isEqualTo("cd".getBytes(StandardCharsets.ISO_8859_1));
            drain.join();
        }
    }

    private static void drain(TestGateway gateway) {
        try {
            assertThat(gateway.transport().drain(Duration.ofSeconds(10))).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
