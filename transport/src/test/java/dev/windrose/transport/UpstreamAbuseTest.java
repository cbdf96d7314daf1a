package dev.windrose.transport;

import static dev.windrose.transport.HostileEndpoint.CONTINUATION;
import static dev.windrose.transport.HostileEndpoint.DATA;
import static dev.windrose.transport.HostileEndpoint.END_HEADERS;
import static dev.windrose.transport.HostileEndpoint.END_STREAM;
import static dev.windrose.transport.HostileEndpoint.HEADERS;
import static dev.windrose.transport.HostileEndpoint.PUSH_PROMISE;
import static dev.windrose.transport.HostileEndpoint.RST_STREAM;
import static dev.windrose.transport.HostileEndpoint.WINDOW_UPDATE;
import static dev.windrose.transport.HostileEndpoint.frame;
import static dev.windrose.transport.HostileEndpoint.hex;
import static dev.windrose.transport.HostileEndpoint.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints that misuse HTTP/2: they are given up, and neither memory nor a neighbour suffers. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpstreamAbuseTest {
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
    private static final String LAST = POST.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");

    @Test
    void anEndpointThatResetsEverythingGetsNoMoreRequestsOnTheSameConnection() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        CountDownLatch holding = new CountDownLatch(1);
        try (HostileEndpoint endpoint = new HostileEndpoint((connection, stream) -> {
                    if (first.getAndSet(false)) {
                        holding.countDown();
                        held.await();
                        connection.send(ok(stream, END_STREAM));
                    } else {
                        connection.send(frame(RST_STREAM, 0, stream, hex("00000002")));
                    }
                });
                Neighbourhood gateway = new Neighbourhood(endpoint.port(), UpstreamProtocol.HTTP2);
                Socket patient = gateway.connect();
                Socket client = gateway.connect()) {
            patient.getOutputStream().write(LAST.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            holding.await();
            for (int i = 0; i < 1_000; i++) {
                assertThat(Neighbourhood.ask(client, POST))
                        .startsWith("HTTP/1.1 502")
                        .contains("upstream_reset");
            }
            assertThat(endpoint.connections()).isBetween(3, 1_000 / 200 + 1);
            // What was under way on the first of them ends as if nothing had happened.
            held.countDown();
            assertThat(TestBackend.readHead(patient.getInputStream())).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aHeaderListIsCountedAsItUnfolds() throws Exception {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(hex("88" + "4001" + "61" + "7fa11e"));
        block.write(new byte[4_000]);
        fill(block, 0xbe, 12_000);
        assertThat(answerTo((connection, stream) ->
                        connection.send(frame(HEADERS, END_HEADERS | END_STREAM, stream, block.toByteArray()))))
                .startsWith("HTTP/1.1 502")
                .contains("upstream_protocol_error");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000, 16_000})
    void aHeadThatNeverEndsIsCutOff(int size) throws Exception {
        byte[] part = new byte[size];
        try (HostileEndpoint endpoint = new HostileEndpoint((connection, stream) -> {
                    connection.send(frame(HEADERS, END_STREAM, stream, hex("88" + "4001" + "61" + "7fffffff0f")));
                    while (true) {
                        connection.send(frame(CONTINUATION, 0, stream, part), 20);
                    }
                });
                Neighbourhood gateway = new Neighbourhood(endpoint.port(), UpstreamProtocol.HTTP2)) {
            assertThat(gateway.askOnce(LAST)).startsWith("HTTP/1.1 502").contains("upstream_protocol_error");
        }
    }

    @Test
    void someThousandSmallMessagesAreNothingUnusual() throws Exception {
        assertThat(answerTo((connection, stream) -> {
                    connection.send(ok(stream, 0));
                    connection.send(frame(DATA, 0, stream, new byte[1]), 20_000);
                    connection.send(frame(DATA, END_STREAM, stream, new byte[0]));
                }))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n0\r\n\r\n");
    }

    @Test
    void emptyPartsOfABodyAreCutOff() throws Exception {
        try (HostileEndpoint endpoint = new HostileEndpoint((connection, stream) -> {
                    connection.send(ok(stream, 0));
                    connection.send(frame(DATA, 0, stream, new byte[0]), 100_000);
                });
                Neighbourhood gateway = new Neighbourhood(endpoint.port(), UpstreamProtocol.HTTP2)) {
            gateway.askOnce(LAST);
            assertThat(endpoint.ends.take()).startsWith("GOAWAY 11 ");
        }
    }

    @Test
    void whatIsSentBeyondTheWindowEndsTheCall() throws Exception {
        try (HostileEndpoint endpoint = new HostileEndpoint((connection, stream) -> {
                    connection.send(ok(stream, 0));
                    byte[] part = frame(DATA, 0, stream, new byte[16 * 1024]);
                    for (int i = 0; i < 100_000; i++) {
                        connection.send(part);
                    }
                });
                Neighbourhood gateway = new Neighbourhood(endpoint.port(), UpstreamProtocol.HTTP2);
                Socket client = gateway.connect()) {
            // Reads nothing of it, so that the windows are not opened again.
            client.getOutputStream().write(LAST.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(endpoint.ends.take()).matches("(GOAWAY|RST_STREAM) 3.*");
            gateway.check();
        }
    }

    @Test
    void aPushIsNotTaken() throws Exception {
        try (HostileEndpoint endpoint = new HostileEndpoint((connection, stream) -> {
                    // Our settings were never acknowledged, which must not matter.
                    connection.send(frame(PUSH_PROMISE, END_HEADERS, stream, hex("00000002" + "828684" + "410161")));
                    connection.send(ok(2, 0));
                    connection.send(frame(DATA, 0, 2, new byte[1_000]), 1_000);
                });
                Neighbourhood gateway = new Neighbourhood(endpoint.port(), UpstreamProtocol.HTTP2)) {
            assertThat(gateway.askOnce(LAST)).startsWith("HTTP/1.1 502").contains("upstream_protocol_error");
            assertThat(endpoint.ends.take()).isEqualTo("GOAWAY 1 a push, which was forbidden");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {DATA, HEADERS, RST_STREAM, WINDOW_UPDATE})
    void framesForACallThatHasEndedEndTheConnection(int type) throws Exception {
        byte[] payload = switch (type) {
            case DATA -> new byte[20];
            case HEADERS -> hex("88");
            default -> hex("00000002");
        };
        try (HostileEndpoint endpoint = new HostileEndpoint((connection, stream) -> {
                    connection.send(ok(stream, END_STREAM));
                    connection.send(frame(type, type == HEADERS ? END_HEADERS : 0, stream, payload), 100_000);
                });
                Neighbourhood gateway = new Neighbourhood(endpoint.port(), UpstreamProtocol.HTTP2)) {
            gateway.askOnce(LAST);
            assertThat(endpoint.ends.take()).startsWith("GOAWAY ");
        }
    }

    /** What a client gets of an endpoint that does this. */
    private static String answerTo(HostileEndpoint.Script script) throws Exception {
        try (HostileEndpoint endpoint = new HostileEndpoint(script);
                Neighbourhood gateway = new Neighbourhood(endpoint.port(), UpstreamProtocol.HTTP2)) {
            return gateway.askOnce(LAST);
        }
    }

    private static void fill(ByteArrayOutputStream into, int value, int times) {
        for (int i = 0; i < times; i++) {
            into.write(value);
        }
    }
}
