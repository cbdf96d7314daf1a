package dev.windrose.transport;

import static dev.windrose.transport.Places.captured;
import static dev.windrose.transport.Places.carried;
import static dev.windrose.transport.Places.detect;
import static dev.windrose.transport.Places.fixed;
import static dev.windrose.transport.Places.header;
import static dev.windrose.transport.Places.http;
import static dev.windrose.transport.Places.id;
import static dev.windrose.transport.Places.inside;
import static dev.windrose.transport.Places.port;
import static dev.windrose.transport.Places.rule;
import static dev.windrose.transport.Places.tcp;
import static dev.windrose.transport.Places.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.model.Binding.Direction;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.Destination;
import dev.windrose.model.ListenerId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.Security;
import dev.windrose.transport.loop.NettyLoop;
import dev.windrose.transport.tls.Handshakes.Result;
import dev.windrose.transport.tls.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One engine at the edge, beside a service, on a node and in front of a service: four configurations, no line of code that asks which. */
class FourPlacesTest {
    private static final Security CLEAR = new Security.Plaintext();
    private static final Destination ORIGINAL = new Destination.OriginalAddress();
    private static final String GET = "GET /hello HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n";
    /** What the waypoint stands for; nothing listens there. */
    private static final String VIRTUAL = "192.0.2.7";

    private final Places places = new Places();

    @AfterEach
    void close() {
        places.close();
    }

    // ---- the edge, and a sidecar on both sides

    @Test
    void aRequestPassesTheEdgeAndTwoSidecarsThatKnowEachOther() throws Exception {
        try (TestBackend app = TestBackend.echoing()) {
            Places.Place in = sidecarIn(app.port(), id("web"));
            Places.Place out = sidecarOut(in, id("shop"), "web");
            Places.Place edge = edge(out.port("out"));

            String answer = send(edge.at("edge"), GET);

            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("GET /hello HTTP/1.1\r\n");
            assertThat(answer)
                    .contains("host: shop.test\r\n")
                    .contains("x-forwarded-for: 127.0.0.1, 127.0.0.1, 127.0.0.1");
            assertThat(List.of(next(), next(), next()))
                    .containsExactlyInAnyOrder("edge: null", "out: null", "in: " + id("web"));
            assertThat(places.spoken).containsExactlyInAnyOrder("edge: HTTP/1.1", "out: HTTP/1.1", "in: HTTP/2");
        }
    }

    @Test
    void bytesThatAreNoHttpPassTheSidecarsToo() throws Exception {
        try (TestBackend app = new TestBackend((in, out) -> {
            out.write("220 ready\r\n".getBytes(StandardCharsets.US_ASCII));
            in.transferTo(out);
        })) {
            Places.Place in = sidecarIn(app.port(), id("web"));
            Places.Place out = sidecarOut(in, id("shop"), "web");
            try (Socket client = connect(out.at("out"))) {
                InputStream input = client.getInputStream();
                assertThat(input.readNBytes(11)).isEqualTo("220 ready\r\n".getBytes(StandardCharsets.US_ASCII));
                client.getOutputStream().write("EHLO x\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(input.readNBytes(8)).isEqualTo("EHLO x\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    @Test
    void aSidecarRefusesPlaintext() throws Exception {
        try (TestBackend app = TestBackend.echoing()) {
            Places.Place in = sidecarIn(app.port(), id("web"));
            assertThat(send(in.at("in"), GET)).doesNotContain("HTTP/1.1");
            assertThat(app.connections()).isZero();
        }
    }

    @Test
    void aSidecarRefusesAForeignAuthorityWithTheRightName() throws Exception {
        try (TestBackend app = TestBackend.echoing();
                Places foreign = new Places()) {
            Places.Place in = sidecarIn(app.port(), id("web"));
            Places.Place out = sidecarOut(foreign, in, foreign.authority, id("shop"), "web");
            assertThat(send(out.at("out"), GET)).startsWith("HTTP/1.1 502").contains("upstream_tls_failed");
            // It would not even have shown itself to one who trusts our authority but is not of it.
            Places.Place half = sidecarOut(foreign, in, places.authority, id("shop"), "web");
            assertThat(send(half.at("out"), GET)).startsWith("HTTP/1.1 50");
            assertThat(app.connections()).isZero();
        }
    }

    @Test
    void aSidecarRefusesAPeerOfTheMeshThatIsNotAllowed() throws Exception {
        try (TestBackend app = TestBackend.echoing()) {
            Places.Place in = sidecarIn(app.port(), id("billing"));
            Places.Place out = sidecarOut(in, id("shop"), "web");
            assertThat(send(out.at("out"), GET)).startsWith("HTTP/1.1 50");
            assertThat(app.connections()).isZero();
        }
    }

    @Test
    void aSidecarDoesNotSpeakToAWorkloadOtherThanTheOneItLooksFor() throws Exception {
        try (TestBackend app = TestBackend.echoing()) {
            Places.Place in = sidecarIn(app.port(), id("web"));
            Places.Place out = sidecarOut(in, id("somebody-else"), "web");
            assertThat(send(out.at("out"), GET)).startsWith("HTTP/1.1 502").contains("upstream_tls_failed");
            assertThat(app.connections()).isZero();
        }
    }

    @Test
    void aConnectionThatNobodyCapturedHasNoOriginalAddressToGoTo() throws Exception {
        Places.Place place = places.run(
                new Places.Draft()
                        .listener("in", captured(Direction.INBOUND), CLEAR, http("routes"))
                        .routes("routes", rule("all", RouteMatch.ANY, ORIGINAL)),
                null);
        assertThat(send(place.at("in"), GET)).startsWith("HTTP/1.1 503").contains("no_healthy_endpoint");
    }

    private Places.Place edge(int next) {
        return places.run(
                new Places.Draft()
                        .listener("edge", port(), CLEAR, http("routes"))
                        .routes("routes", rule("all", RouteMatch.ANY, to("next")))
                        .cluster("next", fixed(next), UpstreamProtocol.HTTP1, null),
                null);
    }

    private Places.Place sidecarIn(int app, String allowed) throws Exception {
        return places.run(
                new Places.Draft()
                        .certificate(places.svid("shop"))
                        .listener(
                                "in",
                                captured(Direction.INBOUND),
                                places.mesh("shop", allowed),
                                detect("routes", ORIGINAL))
                        .routes("routes", rule("all", RouteMatch.ANY, ORIGINAL)),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), app));
    }

    private Places.Place sidecarOut(Places.Place in, String expected, String own) throws Exception {
        return sidecarOut(places, in, places.authority, expected, own);
    }

    /** {@code of} has the authority that vouches for the sidecar, {@code trusted} is the one it believes. */
    private Places.Place sidecarOut(Places of, Places.Place in, TestCertificates trusted, String expected, String own)
            throws Exception {
        Security.Mesh mesh =
                new Security.Mesh(of.mesh(own, expected).certificate(), trusted.rootPem(), List.of(expected));
        return places.run(
                new Places.Draft()
                        .certificate(of.svid(own))
                        .listener("out", captured(Direction.OUTBOUND), CLEAR, detect("routes", to("bytes")))
                        .routes("routes", rule("all", RouteMatch.ANY, to("requests")))
                        .cluster("requests", fixed(in.port("in")), UpstreamProtocol.HTTP2, mesh)
                        .cluster("bytes", fixed(in.port("in")), UpstreamProtocol.TCP, mesh),
                in.at("in"));
    }

    // ---- a pair of node proxies

    @Test
    void theSameBytesPassAPairOfNodeProxies() throws Exception {
        try (TestBackend app = answeringOnce()) {
            Places.Place far = nodeIn(app.port(), app.port());
            Places.Place near = nodeOut(far, app.port(), id("node-b"));
            String answer = send(near.at("out"), GET);
            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("GET /hello HTTP/1.1\r\nHost: shop.test\r\n");
        }
    }

    @Test
    void aTunnelCarriesMuchInBothDirectionsAndHalfCloses() throws Exception {
        int size = 8_000_000;
        byte[] sent = new byte[size];
        new Random(7).nextBytes(sent);
        try (TestBackend app = new TestBackend((in, out) -> {
            byte[] all = in.readAllBytes();
            out.write(all);
        })) {
            Places.Place far = nodeIn(app.port(), app.port());
            Places.Place near = nodeOut(far, app.port(), id("node-b"));
            try (Socket client = connect(near.at("out"))) {
                OutputStream out = client.getOutputStream();
                out.write(sent);
                client.shutdownOutput();
                assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
            }
        }
    }

    @Test
    void manyTunnelsShareOneConnection() throws Exception {
        try (TestBackend app = answeringOnce()) {
            Places.Place far = nodeIn(app.port(), app.port());
            Places.Place near = nodeOut(far, app.port(), id("node-b"));
            for (int i = 0; i < 20; i++) {
                assertThat(send(near.at("out"), GET)).startsWith("HTTP/1.1 200");
            }
            assertThat(far.transport().connections().get(new ListenerId("carrier")))
                    .isEqualTo(1);
            assertThat(app.connections()).isEqualTo(20);
        }
    }

    @Test
    void aTunnelToADestinationThatIsNotListedIsRefused() throws Exception {
        try (TestBackend app = TestBackend.echoing();
                TestBackend other = TestBackend.echoing()) {
            Places.Place far = nodeIn(app.port(), other.port());
            Places.Place near = nodeOut(far, app.port(), id("node-b"));
            assertThat(refused(near.at("out"))).isTrue();
            assertThat(app.connections() + other.connections()).isZero();
        }
    }

    @Test
    void aTunnelToAServiceThatIsNotThereIsRefused() throws Exception {
        int gone;
        try (TestBackend app = TestBackend.echoing()) {
            gone = app.port();
        }
        Places.Place far = nodeIn(gone, gone);
        Places.Place near = nodeOut(far, gone, id("node-b"));
        assertThat(refused(near.at("out"))).isTrue();
    }

    @Test
    void aNodeProxyDoesNotTunnelThroughAStranger() throws Exception {
        try (TestBackend app = TestBackend.echoing()) {
            Places.Place far = nodeIn(app.port(), app.port());
            Places.Place near = nodeOut(far, app.port(), id("node-c"));
            assertThat(refused(near.at("out"))).isTrue();
            assertThat(app.connections()).isZero();
        }
    }

    @Test
    void aTunnelsCarrierRefusesAForeignAuthorityWithTheRightName() throws Exception {
        try (TestBackend app = TestBackend.echoing();
                Places foreign = new Places()) {
            Places.Place far = nodeIn(app.port(), app.port());
            // One that would believe the carrier, and one that would not.
            Places.Place half = nodeOut(foreign, places.authority, far, app.port(), id("node-b"));
            assertThat(refused(half.at("out"))).isTrue();
            assertThat(failedHandshakes(far)).isPositive();
            Places.Place stranger = nodeOut(foreign, foreign.authority, far, app.port(), id("node-b"));
            assertThat(refused(stranger.at("out"))).isTrue();
            assertThat(app.connections()).isZero();
        }
    }

    private static long failedHandshakes(Places.Place place) {
        // What the client has heard of, the loop may be about to count.
        for (NettyLoop loop : place.transport().loops().all()) {
            loop.eventLoop().submit(() -> {}).syncUninterruptibly();
        }
        Map<Result, Long> ends = Objects.requireNonNull(
                        place.transport().handshakes().get(new ListenerId("carrier")))
                .counts();
        assertThat(ends).containsEntry(Result.FULL, 0L).containsEntry(Result.RESUMED, 0L);
        return ends.values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void aTunnelsCarrierRefusesPlaintext() throws Exception {
        try (TestBackend app = TestBackend.echoing()) {
            Places.Place far = nodeIn(app.port(), app.port());
            assertThat(send(far.at("carrier"), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
                    .doesNotContain("HTTP/");
            assertThat(app.connections()).isZero();
        }
    }

    /** {@code listed} is the only port that tunnels may lead to. */
    private Places.Place nodeIn(int app, int listed) throws Exception {
        return places.run(
                new Places.Draft()
                        .certificate(places.svid("node-b"))
                        .listener(
                                "carrier",
                                captured(Direction.INBOUND),
                                places.mesh("node-b", id("node-a")),
                                new dev.windrose.model.Protocol.Tunnel())
                        .listener("app", carried("carrier", "127.0.0.1", listed), CLEAR, tcp(ORIGINAL)),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), app));
    }

    private Places.Place nodeOut(Places.Place far, int app, String expected) throws Exception {
        return nodeOut(places, places.authority, far, app, expected);
    }

    /** {@code of} has the authority that vouches for the node, {@code trusted} is the one it believes. */
    private Places.Place nodeOut(Places of, TestCertificates trusted, Places.Place far, int app, String expected)
            throws Exception {
        Security.Mesh mesh =
                new Security.Mesh(of.mesh("node-a", expected).certificate(), trusted.rootPem(), List.of(expected));
        return places.run(
                new Places.Draft()
                        .certificate(of.svid("node-a"))
                        .listener("out", captured(Direction.OUTBOUND), CLEAR, tcp(to("app")))
                        .cluster("app", inside("node", "127.0.0.1", app), UpstreamProtocol.TCP, null)
                        .cluster("node", fixed(far.port("carrier")), UpstreamProtocol.HTTP2, mesh),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), app));
    }

    // ---- a waypoint

    @Test
    void aWaypointIsReachedThroughATunnelOnlyAndRoutesByHeader() throws Exception {
        try (TestBackend one = TestBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
                TestBackend two = TestBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo")) {
            Places.Place waypoint = waypoint(one.port(), two.port());
            Places.Place near = towardsWaypoint(waypoint, tcp(to("service")));

            assertThat(waypoint.port("service")).isZero();
            assertThat(send(near.at("out"), GET)).endsWith("\r\n\r\none");
            assertThat(send(near.at("out"), GET.replace("Connection:", "X-Version: 2\r\nConnection:")))
                    .endsWith("\r\n\r\ntwo");
            assertThat(List.of(next(), next())).containsOnly("service: " + id("node-a"));
        }
    }

    @Test
    void requestsFindTheirOwnWayIntoATunnel() throws Exception {
        try (TestBackend one = TestBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
                TestBackend two = TestBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo")) {
            Places.Place waypoint = waypoint(one.port(), two.port());
            Places.Place edge = towardsWaypoint(waypoint, http("routes"));
            for (int i = 0; i < 5; i++) {
                assertThat(send(edge.at("out"), GET)).endsWith("\r\n\r\none");
            }
        }
    }

    private Places.Place waypoint(int one, int two) throws Exception {
        return places.run(
                new Places.Draft()
                        .certificate(places.svid("waypoint"))
                        .listener(
                                "carrier",
                                port(),
                                places.mesh("waypoint", id("node-a")),
                                new dev.windrose.model.Protocol.Tunnel())
                        .listener("service", carried("carrier", VIRTUAL, 80), CLEAR, http("routes"))
                        .routes(
                                "routes",
                                rule("two", header("x-version", "2"), to("two")),
                                rule("one", RouteMatch.ANY, to("one")))
                        .cluster("one", fixed(one), UpstreamProtocol.HTTP1, null)
                        .cluster("two", fixed(two), UpstreamProtocol.HTTP1, null),
                null);
    }

    private Places.Place towardsWaypoint(Places.Place waypoint, dev.windrose.model.Protocol protocol) throws Exception {
        return places.run(
                new Places.Draft()
                        .certificate(places.svid("node-a"))
                        .listener("out", captured(Direction.OUTBOUND), CLEAR, protocol)
                        .routes("routes", rule("all", RouteMatch.ANY, to("service")))
                        .cluster("service", inside("waypoint", VIRTUAL, 80), UpstreamProtocol.HTTP1, null)
                        .cluster(
                                "waypoint",
                                fixed(waypoint.port("carrier")),
                                UpstreamProtocol.HTTP2,
                                places.mesh("node-a", id("waypoint"))),
                InetSocketAddress.createUnresolved(VIRTUAL, 80));
    }

    // ---- means

    private String next() throws InterruptedException {
        return String.valueOf(places.seen.poll(10, TimeUnit.SECONDS));
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    /** Sends text and reads until the other side closes. */
    private static String send(InetSocketAddress address, String text) throws IOException {
        try (Socket socket = connect(address)) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** An app that answers one request with what it got, and closes. */
    private static TestBackend answeringOnce() {
        return new TestBackend((in, out) -> {
            String head = TestBackend.readHead(in);
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + head.length() + "\r\n\r\n" + head)
                    .getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    /** Whether a connection ends without a byte, and not as if it had been answered in full. */
    private static boolean refused(InetSocketAddress address) throws IOException {
        try (Socket socket = connect(address)) {
            socket.getOutputStream().write(GET.getBytes(StandardCharsets.ISO_8859_1));
            socket.getInputStream().read();
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }
}
