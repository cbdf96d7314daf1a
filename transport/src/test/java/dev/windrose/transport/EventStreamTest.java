package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.RouteTimeouts;
import dev.windrose.model.Security;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Server-sent events: a response that goes on for as long as somebody listens. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventStreamTest {
    private static final String GET = "GET /events HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n";
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    @Test
    void eachEventArrivesBeforeTheNextIsSent() throws Exception {
        Semaphore heard = new Semaphore(0);
        try (TestBackend backend = new TestBackend((in, out) -> {
                    TestBackend.readHead(in);
                    out.write(ascii(HEAD));
                    for (int i = 0; i < 20; i++) {
                        out.write(ascii("9\r\ndata: " + (char) ('a' + i) + "\n\n\r\n"));
                        out.flush();
                        // The next is not even made before somebody has read this one.
                        heard.acquireUninterruptibly();
                    }
                    out.write(ascii("0\r\n\r\n"));
                });
                TestGateway gateway = new TestGateway(backend.port());
                Socket client = gateway.connect()) {
            client.getOutputStream().write(ascii(GET));
            InputStream in = client.getInputStream();
            assertThat(TestBackend.readHead(in)).contains("text/event-stream").doesNotContain("content-length");
            for (int i = 0; i < 20; i++) {
                assertThat(chunk(in)).isEqualTo("data: " + (char) ('a' + i) + "\n\n");
                heard.release();
            }
            assertThat(chunk(in)).isEmpty();
        }
    }

    /** A reset is seen at once; a close could be that of one direction only, until events find nobody. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatLeavesEndsTheCall(boolean reset) throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        CompletableFuture<String> reason = new CompletableFuture<>();
        try (TestBackend backend = new TestBackend((in, out) -> {
                    TestBackend.readHead(in);
                    out.write(ascii(HEAD + "9\r\ndata: a\n\n\r\n"));
                    out.flush();
                    try {
                        sendMore(reset, gone, () -> out.write(ascii("9\r\ndata: b\n\n\r\n")));
                        in.read();
                    } finally {
                        cancelled.countDown();
                    }
                });
                TestGateway gateway = new TestGateway(
                        backend.port(), RouteTimeouts.NONE, exchange -> reason.complete(exchange.reason()))) {
            leave(gateway, reset);
            gone.countDown();
            assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(reason.get(20, TimeUnit.SECONDS)).isEqualTo("client_closed");
            assertThat(gateway.activeRequests()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatLeavesEndsTheCallOverHttp2Too(boolean reset) throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (HostileEndpoint endpoint = new HostileEndpoint((connection, stream) -> {
                    byte[] event = HostileEndpoint.frame(HostileEndpoint.DATA, 0, stream, ascii("data: a\n\n"));
                    connection.send(HostileEndpoint.ok(stream, 0));
                    connection.send(event);
                    sendMore(reset, gone, () -> connection.send(event));
                });
                TestGateway gateway = new TestGateway(endpoint.port(), RouteTimeouts.NONE, ExchangeObserver.NONE)) {
            gateway.apply(TestGateway.model(
                    endpoint.port(), RouteTimeouts.NONE, new Security.Plaintext(), Map.of(), UpstreamProtocol.HTTP2));
            leave(gateway, reset);
            gone.countDown();
            assertThat(endpoint.ends.poll(20, TimeUnit.SECONDS)).isEqualTo("RST_STREAM 8");
        }
    }

    private interface Sending {
        void send() throws IOException;
    }

    private static void sendMore(boolean reset, CountDownLatch gone, Sending event) throws IOException {
        if (!reset) {
            try {
                gone.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            for (int i = 0; i < 1_000; i++) {
                event.send();
            }
        }
    }

    private static void leave(TestGateway gateway, boolean reset) throws IOException {
        try (Socket client = gateway.connect()) {
            client.getOutputStream().write(ascii(GET));
            assertThat(TestBackend.readHead(client.getInputStream())).startsWith("HTTP/1.1 200");
            assertThat(chunk(client.getInputStream())).isEqualTo("data: a\n\n");
            client.setSoLinger(reset, 0);
        }
    }

    private static String chunk(InputStream in) throws IOException {
        StringBuilder size = new StringBuilder();
        for (int b = in.read(); b != '\r'; b = in.read()) {
            size.append((char) b);
        }
        in.read();
        String data = new String(in.readNBytes(Integer.parseInt(size.toString(), 16)), StandardCharsets.US_ASCII);
        in.readNBytes(2);
        return data;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
