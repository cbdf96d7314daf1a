package dev.windrose.transport;

import static dev.windrose.transport.Places.fixed;
import static dev.windrose.transport.Places.http;
import static dev.windrose.transport.Places.named;
import static dev.windrose.transport.Places.port;
import static dev.windrose.transport.Places.rule;
import static dev.windrose.transport.Places.tcp;
import static dev.windrose.transport.Places.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.Cidr;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.Destination;
import dev.windrose.model.HostPattern;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Protocol;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.Security;
import dev.windrose.transport.tls.Handshakes.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One port whose TLS connections are told apart by the name they ask for: passed on unopened, opened to bytes, opened to requests. */
class ByServerNameTest {
    private static final Protocol BY_NAME = new Protocol.ByServerName();
    private static final Security PASSTHROUGH = new Security.Passthrough();
    private static final String GET = "GET / HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\n\r\n";

    private final Places places = new Places();
    private final TestBackend app = TestBackend.echoing();
    private SSLContext client;
    private Places.Place edge;

    @BeforeEach
    void start() throws Exception {
        client = TlsClients.context(places.authority.root(), null);
        edge = places.run(mixed(ConnectionPolicy.DEFAULT), null);
    }

    @AfterEach
    void close() {
        places.close();
        app.close();
    }

    /** {@code pass.test} is decrypted by another proxy behind, the rest here. */
    private Places.Draft mixed(ConnectionPolicy carrier) throws Exception {
        CertificateSpec behind = places.authority.leaf("behind", "EC", "pass.test");
        Places.Place far = places.run(
                new Places.Draft()
                        .certificate(behind)
                        .listener("far", port(), terminate("pass.test", behind), tcp(to("app")))
                        .cluster("app", fixed(app.port()), UpstreamProtocol.TCP, null),
                null);
        CertificateSpec bytes = places.authority.leaf("bytes", "EC", "*.test");
        CertificateSpec web = places.authority.leaf("web", "EC", "web.test");
        return new Places.Draft()
                .certificate(bytes)
                .certificate(web)
                .listener(new ListenerSpec(new ListenerId("port"), port(), PASSTHROUGH, BY_NAME, carrier))
                .listener("pass", named("port", "pass.test"), PASSTHROUGH, tcp(to("far")))
                .listener("bytes", named("port", "*.test"), terminate("*.test", bytes), tcp(to("app")))
                .listener("web", named("port", "web.test"), terminate("web.test", web), http("routes"))
                .routes("routes", rule("all", RouteMatch.ANY, to("app")))
                .cluster("far", fixed(far.port("far")), UpstreamProtocol.TCP, null)
                .cluster("app", fixed(app.port()), UpstreamProtocol.HTTP1, null);
    }

    @Test
    void eachNameFindsItsOwnListenerOnOnePort() throws Exception {
        assertThat(subjectAndAnswer("pass.test"))
                .startsWith("CN=behind HTTP/1.1 200")
                .contains("Host: web.test");
        assertThat(subjectAndAnswer("other.test"))
                .startsWith("CN=bytes HTTP/1.1 200")
                .contains("Host: web.test");
        assertThat(subjectAndAnswer("web.test"))
                .startsWith("CN=web HTTP/1.1 200")
                .contains("host: web.test");
        assertThat(places.seen.poll(10, TimeUnit.SECONDS)).isEqualTo("web: null");
    }

    @Test
    void onlyRequestsAgreeOnAProtocol() throws Exception {
        try (SSLSocket web = TlsClients.connect(client, edge.at("port"), "web.test");
                SSLSocket bytes = TlsClients.connect(client, edge.at("port"), "other.test")) {
            web.startHandshake();
            bytes.startHandshake();
            assertThat(web.getApplicationProtocol()).isEqualTo("h2");
            assertThat(bytes.getApplicationProtocol()).isEmpty();
        }
    }

    @Test
    void aNameOfNobodyIsReset() {
        for (String name : new String[] {"web.example", "test", null}) {
            assertThatThrownBy(() -> subjectAndAnswer(name)).as("%s", name).isInstanceOf(SocketException.class);
        }
        assertThat(handshakes("port")).containsEntry(Result.UNKNOWN_NAME, 3L);
        assertThat(app.connections()).isZero();
    }

    @Test
    void whatIsNoTlsGetsNoAnswer() throws Exception {
        for (String clear : new String[] {GET, "\u0016\u0003\u0001\0\0", "\u0016\u0003\u0001\0\4\2\0\0\0", "\0"}) {
            try (Socket socket = connect(edge.at("port"))) {
                socket.getOutputStream().write(clear.getBytes(StandardCharsets.ISO_8859_1));
                assertThat(untilEnd(socket)).as(clear).isEmpty();
            }
        }
        assertThat(handshakes("port")).containsEntry(Result.NO_TLS, 4L);
    }

    @Test
    void aClientHelloInTinyPiecesIsPassedOnAsItCame() throws Exception {
        BlockingQueue<byte[]> got = new LinkedBlockingQueue<>();
        byte[] hello = TlsClients.clientHello("pass.test");
        byte[] cut = new byte[(hello.length - 5) * 6];
        for (int i = 5; i < hello.length; i++) {
            System.arraycopy(new byte[] {22, 3, 1, 0, 1, hello[i]}, 0, cut, (i - 5) * 6, 6);
        }
        try (TestBackend raw = new TestBackend((in, _) -> got.add(in.readNBytes(cut.length + 3)))) {
            Places.Place place = places.run(
                    new Places.Draft()
                            .listener("port", port(), PASSTHROUGH, BY_NAME)
                            .listener("pass", named("port", "pass.test"), PASSTHROUGH, tcp(to("raw")))
                            .cluster("raw", fixed(raw.port()), UpstreamProtocol.TCP, null),
                    null);
            try (Socket socket = connect(place.at("port"))) {
                socket.setTcpNoDelay(true);
                for (byte b : cut) {
                    socket.getOutputStream().write(b);
                }
                socket.getOutputStream().write("end".getBytes(StandardCharsets.US_ASCII));
                byte[] all = got.poll(20, TimeUnit.SECONDS);
                assertThat(all).startsWith(cut).endsWith("end".getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    @Test
    void theListenerBehindKnowsTheClientThatTheProxyProtocolNames() throws Exception {
        List<Cidr> loopback = List.of(Cidr.of("127.0.0.1"));
        Places.Place named = places.run(mixed(new ConnectionPolicy(List.of(), loopback)), null);
        try (Socket plain = connect(named.at("port"))) {
            plain.getOutputStream()
                    .write("PROXY TCP4 203.0.113.7 192.0.2.1 5555 443\r\n".getBytes(StandardCharsets.US_ASCII));
            SSLSocket socket = TlsClients.offering(TlsClients.over(client, plain, "web.test"), "http/1.1");
            assertThat(answer(socket)).contains("x-forwarded-for: 203.0.113.7");
        }
    }

    @Test
    void aConnectionBelongsToTheListenerThatTookIt() throws Exception {
        try (Socket silent = connect(edge.at("port"));
                SSLSocket bytes = TlsClients.connect(client, edge.at("port"), "other.test")) {
            assertThat(answer(bytes)).startsWith("HTTP/1.1 200");
            assertThat(edge.transport().connections())
                    .containsEntry(new ListenerId("port"), 1)
                    .containsEntry(new ListenerId("bytes"), 1)
                    .containsEntry(new ListenerId("web"), 0);
            assertThat(edge.transport().accepted()).containsEntry(new ListenerId("port"), 2L);
            assertThat(handshakes("bytes")).containsEntry(Result.FULL, 1L);
            assertThat(silent.isConnected()).isTrue();
        }
    }

    @Test
    void aListenerBehindHasItsOwnLimitOfConnections() throws Exception {
        Transport.Options one = Transport.Options.of(1).with(new ConnectionLimits(100, 1, 100, Duration.ofMinutes(10)));
        Places.Place place = places.run(mixed(ConnectionPolicy.DEFAULT), one, ExchangeObserver.NONE);
        try (SSLSocket first = TlsClients.connect(client, place.at("port"), "a.test");
                SSLSocket second = TlsClients.connect(client, place.at("port"), "b.test")) {
            first.startHandshake();
            assertThatThrownBy(second::startHandshake).isInstanceOf(IOException.class);
            assertThat(place.transport().refused()).containsEntry("listener_limit", 1L);
        }
    }

    @Test
    void aPortThatBeginsToGoByNameLosesNoRequestOfItsConnections() throws Exception {
        CertificateSpec web = places.authority.leaf("web", "EC", "web.test");
        Places.Place place = places.run(
                new Places.Draft()
                        .certificate(web)
                        .listener("port", port(), terminate("web.test", web), http("routes"))
                        .routes("routes", rule("all", RouteMatch.ANY, to("app")))
                        .cluster("app", fixed(app.port()), UpstreamProtocol.HTTP1, null),
                null);
        try (SSLSocket kept =
                TlsClients.offering(TlsClients.connect(client, place.at("port"), "web.test"), "http/1.1")) {
            kept.getOutputStream().write("GET / HTTP/1.1\r\nHost: web.test\r\n".getBytes(StandardCharsets.US_ASCII));
            kept.getOutputStream().flush();
            place.apply(mixed(ConnectionPolicy.DEFAULT));
            edge = place;
            assertThat(subjectAndAnswer("pass.test")).startsWith("CN=behind HTTP/1.1 200");
            kept.getOutputStream().write("\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(kept.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200");
        }
        assertThat(subjectAndAnswer("web.test")).startsWith("CN=web HTTP/1.1 200");
    }

    @Test
    void aDestinationThatFailsResetsWhatIsNotOpened() throws Exception {
        Places.Place place = places.run(
                new Places.Draft()
                        .listener("port", port(), PASSTHROUGH, BY_NAME)
                        .listener("pass", named("port", "*"), PASSTHROUGH, tcp(new Destination.Fail(500, "gone"))),
                null);
        try (SSLSocket socket = TlsClients.connect(client, place.at("port"), "any.test")) {
            assertThatThrownBy(socket::startHandshake)
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("unrecognized_name");
        }
    }

    // ---- means

    private Map<Result, Long> handshakes(String listener) {
        return Objects.requireNonNull(edge.transport().handshakes().get(new ListenerId(listener)))
                .counts();
    }

    private static Security.Terminate terminate(String name, CertificateSpec certificate) {
        List<CertificateId> ids = List.of(certificate.id());
        return new Security.Terminate(
                List.of(new Security.ServerName(new HostPattern(name), ids)), Security.TlsSettings.DEFAULT);
    }

    private String subjectAndAnswer(@Nullable String name) throws Exception {
        try (SSLSocket socket = TlsClients.offering(TlsClients.connect(client, edge.at("port"), name), "http/1.1")) {
            socket.startHandshake();
            return socket.getSession().getPeerPrincipal().getName() + " " + answer(socket);
        }
    }

    /** To one request; a backend of bytes does not close, so that no more than the answer is read. */
    private static String answer(SSLSocket socket) throws IOException {
        socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
        String head = TestBackend.readHead(socket.getInputStream());
        return head + TestBackend.readHead(socket.getInputStream());
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static String untilEnd(Socket socket) {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // Reset: what it sent was not read.
            return "";
        }
    }
}
