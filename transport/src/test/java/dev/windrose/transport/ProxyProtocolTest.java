package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.model.Cidr;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.RouteTimeouts;
import dev.windrose.model.Security;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The PROXY protocol in front of HTTP/1 and HTTP/2, by raw sockets. */
class ProxyProtocolTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private final TestBackend backend = TestBackend.echoing();
    private final TestGateway gateway = new TestGateway(backend.port());

    @AfterEach
    void close() {
        gateway.close();
        backend.close();
    }

    @Test
    void version1NamesTheClient() throws IOException {
        expectFrom("127.0.0.0/8");
        assertThat(gateway.send("PROXY TCP4 203.0.113.7 192.0.2.1 5555 80\r\n" + REQUEST))
                .startsWith("HTTP/1.1 200")
                .contains("x-forwarded-for: 203.0.113.7\r\n");
        assertThat(gateway.send("PROXY TCP6 2001:db8::7 2001:db8::1 5555 80\r\n" + REQUEST))
                .contains("x-forwarded-for: 2001:db8:0:0:0:0:0:7\r\n");
    }

    @Test
    void version2NamesTheClient() throws IOException {
        expectFrom("127.0.0.1");
        assertThat(send(SIGNATURE + "2111000c" + "cb007107" + "c0000201" + "15b3" + "0050"))
                .startsWith("HTTP/1.1 200")
                .contains("x-forwarded-for: 203.0.113.7\r\n");
    }

    @Test
    void healthChecksOfTheBalancerItselfKeepTheSocketsAddress() throws IOException {
        expectFrom("127.0.0.1");
        assertThat(gateway.send("PROXY UNKNOWN\r\n" + REQUEST)).contains("x-forwarded-for: 127.0.0.1\r\n");
        assertThat(send(SIGNATURE + "20000000")).contains("x-forwarded-for: 127.0.0.1\r\n");
    }

    @Test
    void aNamedPeerMustBeginWithTheHeader() throws IOException {
        expectFrom("127.0.0.1");
        assertThat(gateway.send(REQUEST)).isEmpty();
        assertThat(gateway.send("PROXY TCP4 nonsense\r\n" + REQUEST)).isEmpty();
    }

    @Test
    void theHeaderOfAnyoneElseIsABadRequest() throws IOException {
        expectFrom("10.0.0.0/8");
        assertThat(gateway.send("PROXY TCP4 203.0.113.7 192.0.2.1 5555 80\r\n" + REQUEST))
                .startsWith("HTTP/1.1 400");
        assertThat(send(SIGNATURE + "2111000c" + "cb007107" + "c0000201" + "15b3" + "0050"))
                .startsWith("HTTP/1.1 400");
        assertThat(gateway.send(REQUEST)).contains("x-forwarded-for: 127.0.0.1\r\n");
    }

    @Test
    void http2WithPriorKnowledgeFollowsTheHeaderToo() throws IOException {
        expectFrom("127.0.0.1");
        try (Socket socket = gateway.connect()) {
            socket.getOutputStream()
                    .write(("PROXY TCP4 203.0.113.7 192.0.2.1 5555 80\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
                                    + "\0\0\0\4\0\0\0\0\0")
                            .getBytes(StandardCharsets.ISO_8859_1));
            byte[] frame = socket.getInputStream().readNBytes(9);
            assertThat(frame[3]).as("the type of the first frame, SETTINGS").isEqualTo((byte) 4);
        }
    }

    private void expectFrom(String range) {
        Model model = TestGateway.model(
                backend.port(),
                RouteTimeouts.NONE,
                new Security.Plaintext(),
                Map.of(),
                ClusterSpec.UpstreamProtocol.HTTP1);
        ListenerSpec plain = model.listeners().getFirst();
        ConnectionPolicy policy = new ConnectionPolicy(List.of(), List.of(Cidr.of(range)));
        ListenerSpec listener =
                new ListenerSpec(plain.id(), plain.binding(), plain.security(), plain.protocol(), policy);
        gateway.apply(new Model(List.of(listener), model.routeTables(), model.clusters(), Map.of()));
    }

    private String send(String hexHeader) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(HexFormat.of().parseHex(hexHeader));
        bytes.writeBytes(REQUEST.getBytes(StandardCharsets.ISO_8859_1));
        return gateway.send(bytes.toString(StandardCharsets.ISO_8859_1));
    }
}
