package dev.windrose.transport;

import static dev.windrose.transport.Places.fixed;
import static dev.windrose.transport.Places.id;
import static dev.windrose.transport.Places.port;
import static dev.windrose.transport.Places.tcp;
import static dev.windrose.transport.Places.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.telemetry.FinishedConnection;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.Protocol;
import dev.windrose.model.Security;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told of connections of bytes when they end. */
class TcpTelemetryTest {
    private static final Security CLEAR = new Security.Plaintext();

    private final Places places = new Places();

    @AfterEach
    void close() {
        places.close();
    }

    @Test
    void aConnectionIsToldWithItsBytesAndWhereItWent() throws Exception {
        try (TestBackend app = new TestBackend((in, out) -> {
                    out.write(in.readAllBytes());
                    out.write("more".getBytes(StandardCharsets.US_ASCII));
                });
                Socket client = connect(plain(app.port()))) {
            client.getOutputStream().write("all of it".getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            client.getInputStream().readAllBytes();
            FinishedConnection told = next();
            assertThat(told.listener()).isEqualTo("in");
            assertThat(told.cluster()).isEqualTo("app");
            assertThat(told.endpoint()).isEqualTo("127.0.0.1:" + app.port());
            assertThat(told.reason()).isEqualTo("ok");
            assertThat(told.receivedBytes()).isEqualTo(9);
            assertThat(told.sentBytes()).isEqualTo(13);
            assertThat(told.durationNanos()).isPositive();
            assertThat(told.peer().remoteAddress()).isEqualTo(client.getLocalSocketAddress());
        }
        assertThat(places.ended).isEmpty();
    }

    @Test
    void aSideThatBreaksOffIsNamed() throws Exception {
        try (TestBackend app = new TestBackend((in, out) -> in.transferTo(out))) {
            try (Socket client = connect(plain(app.port()))) {
                client.getOutputStream().write('x');
                assertThat(client.getInputStream().read()).isEqualTo('x');
                client.setSoLinger(true, 0);
            }
            assertThat(next().reason()).isEqualTo("client_closed");
        }
    }

    @Test
    void aConnectionThatLedNowhereIsToldWithTheReason() throws Exception {
        int gone;
        try (TestBackend app = TestBackend.echoing()) {
            gone = app.port();
        }
        try (Socket client = connect(plain(gone))) {
            FinishedConnection told = next();
            assertThat(told.reason()).isEqualTo("connect_failed");
            assertThat(told.endpoint()).isEqualTo("127.0.0.1:" + gone);
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void whatComesThroughATunnelIsToldAtBothEndsWithThePeer() throws Exception {
        try (TestBackend app = new TestBackend((in, out) -> out.write(in.readAllBytes()))) {
            Places.Place far = places.run(
                    new Places.Draft()
                            .certificate(places.svid("b"))
                            .listener("carrier", port(), places.mesh("b", id("a")), new Protocol.Tunnel())
                            .listener(
                                    "inner", Places.carried("carrier", "127.0.0.1", app.port()), CLEAR, tcp(to("app")))
                            .cluster("app", fixed(app.port()), UpstreamProtocol.TCP, null),
                    null);
            Places.Place near = places.run(
                    new Places.Draft()
                            .certificate(places.svid("a"))
                            .listener("outer", port(), CLEAR, tcp(to("inside")))
                            .cluster(
                                    "inside",
                                    Places.inside("node", "127.0.0.1", app.port()),
                                    UpstreamProtocol.TCP,
                                    null)
                            .cluster(
                                    "node",
                                    fixed(far.port("carrier")),
                                    UpstreamProtocol.HTTP2,
                                    places.mesh("a", id("b"))),
                    null);
            try (Socket client = connect(near.at("outer"))) {
                client.getOutputStream().write(new byte[1_000]);
                client.shutdownOutput();
                assertThat(client.getInputStream().readAllBytes()).hasSize(1_000);
            }
            List<FinishedConnection> told = List.of(next(), next());
            assertThat(told).extracting(FinishedConnection::listener).containsExactlyInAnyOrder("inner", "outer");
            assertThat(told).allSatisfy(each -> {
                assertThat(each.reason()).isEqualTo("ok");
                assertThat(each.receivedBytes()).isEqualTo(1_000);
                assertThat(each.sentBytes()).isEqualTo(1_000);
                assertThat(each.peer().spiffeId()).isEqualTo(each.listener().equals("inner") ? id("a") : null);
            });
        }
    }

    private FinishedConnection next() throws InterruptedException {
        return Objects.requireNonNull(places.ended.poll(20, TimeUnit.SECONDS));
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
}
