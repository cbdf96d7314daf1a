package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sends behind a request to upgrade, before it knows what becomes of it (RFC 9931). */
class EarlyUpgradeTest {
    private static final String UPGRADE =
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    private static final String GET = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void nothingOfItReachesTheServiceBeforeIts101() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch passed = new CountDownLatch(1);
        CompletableFuture<Integer> early = new CompletableFuture<>();
        try (TestBackend backend = new TestBackend((in, out) -> {
                    if (!TestBackend.readHead(in).toLowerCase(Locale.ROOT).contains("upgrade:")) {
                        write(out, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
                        return;
                    }
                    asked.countDown();
                    awaitOpen(passed);
                    early.complete(in.available());
                    write(out, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
                    in.transferTo(out);
                });
                TestGateway gateway = new TestGateway(backend.port());
                Socket client = gateway.connect();
                Socket neighbour = gateway.connect()) {
            write(client.getOutputStream(), UPGRADE + "ping");
            awaitOpen(asked);
            write(client.getOutputStream(), "pong");
            // The one loop has turned often enough when this was answered.
            write(neighbour.getOutputStream(), GET);
            assertThat(TestBackend.readHead(neighbour.getInputStream())).startsWith("HTTP/1.1 204");
            passed.countDown();
            assertThat(early.get(10, TimeUnit.SECONDS)).isZero();
            InputStream in = client.getInputStream();
            assertThat(TestBackend.readHead(in)).startsWith("HTTP/1.1 101");
            assertThat(in.readNBytes(8)).isEqualTo("pingpong".getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno",
                "HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n"
            })
    void afterARefusalItIsNeitherPassedOnNorTakenForARequest(String refusal) throws Exception {
        LinkedBlockingQueue<String> followed = new LinkedBlockingQueue<>();
        try (TestBackend backend = new TestBackend((in, out) -> {
                    TestBackend.readHead(in);
                    write(out, refusal);
                    followed.add(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
                });
                TestGateway gateway = new TestGateway(backend.port())) {
            assertThat(gateway.send(UPGRADE + GET))
                    .startsWith(refusal.substring(0, 12))
                    .containsOnlyOnce("HTTP/1.1 ")
                    .contains("connection: close\r\n");
            assertThat(followed.poll(10, TimeUnit.SECONDS)).isEmpty();
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
