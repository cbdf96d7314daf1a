package dev.windrose.transport;

import static dev.windrose.transport.Places.captured;
import static dev.windrose.transport.Places.carried;
import static dev.windrose.transport.Places.fixed;
import static dev.windrose.transport.Places.http;
import static dev.windrose.transport.Places.rule;
import static dev.windrose.transport.Places.tcp;
import static dev.windrose.transport.Places.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.model.Binding.Direction;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.Destination;
import dev.windrose.model.ListenerId;
import dev.windrose.model.Protocol;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.Security;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Captured connections of one socket go to listeners by where their clients were going. */
class ByDestinationTest {
    private static final Security CLEAR = new Security.Plaintext();
    private static final String GET = "GET /hello HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n";

    private final Places places = new Places();

    @AfterEach
    void close() {
        places.close();
    }

    @Test
    void theListenerThatNamesTheDestinationTakesTheConnection() throws Exception {
        try (TestBackend app = TestBackend.echoing()) {
            Places.Place place = places.run(draft(app.port(), "192.0.2.7"), at("192.0.2.7", 80));
            assertThat(send(place.at("out"))).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(places.seen.take()).startsWith("service: ");
        }
    }

    @Test
    void aNewConnectionGoesByTheConfigurationOfTheMoment() throws Exception {
        try (TestBackend app = echoingOnce();
                TestBackend other = TestBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nother")) {
            InetSocketAddress meant = new InetSocketAddress(InetAddress.getLoopbackAddress(), app.port());
            Places.Place place = places.run(draft(other.port(), "127.0.0.1", app.port()), meant);
            assertThat(send(place.at("out"))).endsWith("other");

            place.apply(draft(other.port(), "192.0.2.8"));
            assertThat(send(place.at("out"))).contains("GET /hello");

            place.apply(draft(other.port(), "127.0.0.1", app.port()));
            assertThat(send(place.at("out"))).endsWith("other");
        }
    }

    @Test
    void whatNoListenerNamesGoesOnToWhereItWasGoing() throws Exception {
        try (TestBackend app = echoingOnce();
                TestBackend other = TestBackend.echoing()) {
            InetSocketAddress meant = new InetSocketAddress(InetAddress.getLoopbackAddress(), app.port());
            Places.Place place = places.run(draft(other.port(), "192.0.2.7"), meant);
            assertThat(send(place.at("out"))).contains("GET /hello HTTP/1.1\r\nHost: shop.test");
            assertThat(other.connections()).isZero();
        }
    }

    @Test
    void connectionsAreCountedByTheListenerThatHasThem() throws Exception {
        try (TestBackend app = TestBackend.echoing()) {
            Places.Place place = places.run(draft(app.port(), "192.0.2.7"), at("192.0.2.7", 80));
            try (Socket client = connect(place.at("out"))) {
                client.getOutputStream()
                        .write(GET.replace("Connection: close\r\n", "").getBytes(StandardCharsets.US_ASCII));
                assertThat(client.getInputStream().read()).isEqualTo('H');
                assertThat(place.transport().connections())
                        .containsEntry(new ListenerId("service"), 1)
                        .containsEntry(new ListenerId("out"), 0);
            }
        }
    }

    /** For bytes, which end when their server ends them. */
    private static TestBackend echoingOnce() {
        return new TestBackend((in, out) -> {
            String head = TestBackend.readHead(in);
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + head.length() + "\r\n\r\n" + head)
                    .getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    private static Places.Draft draft(int backend, String host) {
        return draft(backend, host, 80);
    }

    /** One service at an address; everything else goes on. */
    private static Places.Draft draft(int backend, String host, int port) {
        return new Places.Draft()
                .listener(
                        "out",
                        captured(Direction.OUTBOUND),
                        CLEAR,
                        new Protocol.ByDestination(new Protocol.Tcp(new Destination.OriginalAddress())))
                .listener("service", carried("out", host, port), CLEAR, http("routes"))
                .listener("other", carried("out", "192.0.2.9", 80), CLEAR, tcp(to("service")))
                .routes("routes", rule("all", RouteMatch.ANY, to("service")))
                .cluster("service", fixed(backend), UpstreamProtocol.HTTP1, null);
    }

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static String send(InetSocketAddress address) throws IOException {
        try (Socket socket = connect(address)) {
            socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
