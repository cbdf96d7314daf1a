package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All plain connections of a loop read into one buffer: what one of them leaves there must not reach another. */
class SharedReadsTest {
    private static final int CLIENTS = 8;

    @Test
    void headsThatComeByteByByteOnManyConnectionsDoNotMix() throws IOException {
        try (TestBackend backend = TestBackend.echoing();
                TestGateway gateway = new TestGateway(backend.port())) {
            List<Socket> clients = new ArrayList<>();
            List<byte[]> requests = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Socket client = gateway.connect();
                client.setTcpNoDelay(true);
                clients.add(client);
                requests.add(
                        ("GET /client-" + i + " HTTP/1.1\r\nHost: a\r\nX-Own: " + "abcdefgh".charAt(i) + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
            }
            for (int at = 0; at < requests.getFirst().length; at++) {
                for (int i = 0; i < CLIENTS; i++) {
                    clients.get(i).getOutputStream().write(requests.get(i)[at]);
                }
            }
            for (int i = 0; i < CLIENTS; i++) {
                assertThat(TestBackend.readHead(clients.get(i).getInputStream()))
                        .startsWith("HTTP/1.1 200");
                String echoed = TestBackend.readHead(clients.get(i).getInputStream());
                assertThat(echoed).startsWith("GET /client-" + i + " ").contains("x-own: " + "abcdefgh".charAt(i));
                clients.get(i).close();
            }
        }
    }

    @Test
    void aBodyThatASlowClientDoesNotTakeKeepsItsBytes() throws IOException {
        byte[] body = new byte[4 * 1024 * 1024];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i * 31 + (i >> 12));
        }
        try (TestBackend backend = new TestBackend((in, out) -> {
                    TestBackend.readHead(in);
                    out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
                    new ByteArrayInputStream(body).transferTo(out);
                    in.read();
                });
                TestGateway gateway = new TestGateway(backend.port());
                Socket slow = gateway.connect();
                Socket quick = gateway.connect()) {
            byte[] request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            slow.getOutputStream().write(request);
            TestBackend.readHead(slow.getInputStream());
            quick.getOutputStream().write(request);
            TestBackend.readHead(quick.getInputStream());
            assertThat(quick.getInputStream().readNBytes(body.length)).isEqualTo(body);
            assertThat(slow.getInputStream().readNBytes(body.length)).isEqualTo(body);
        }
    }
}
