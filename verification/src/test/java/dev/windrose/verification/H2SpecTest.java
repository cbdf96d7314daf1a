package dev.windrose.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.windrose.dataplane.Dataplane;
import dev.windrose.dataplane.FileConfiguration;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * All 147 cases of h2spec against a whole gateway, in clear and over TLS. The version of the tool that Go's module proxy has is one case short of the
 * newest: that one is made here.
 */
class H2SpecTest {
    private static final int CASES = 146;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    /** END_STREAM and END_HEADERS. */
    private static final int END_OF_ALL = 5;

    private static final int COMPRESSION_ERROR = 9;
    private static final String DOCUMENTS = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: edge}
            spec:
              gatewayClassName: windrose
              listeners:
                - {name: clear, port: %d, protocol: HTTP}
                - {name: secure, port: %d, protocol: HTTPS, tls: {certificateRefs: [{name: example-tls}]}}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: all}
            spec:
              parentRefs: [{name: edge}]
              rules:
                - backendRefs: [{group: windrose.dev, kind: Backend, name: service}]
            ---
            apiVersion: windrose.dev/v1alpha1
            kind: Backend
            metadata: {name: service}
            spec:
              endpoints: [{host: 127.0.0.1, port: %d}]
            ---
            """;

    @TempDir
    private static Path folder;

    private static HttpServer service;
    private static Dataplane gateway;
    private static int clear;
    private static int secure;

    @BeforeAll
    static void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        service.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        service.createContext("/", H2SpecTest::answer);
        service.start();
        clear = freePort();
        secure = freePort();
        String secret = SourceTree.read(SourceTree.root().resolve("verification/src/test/resources/example-tls.yaml"));
        Files.writeString(
                folder.resolve("gateway.yaml"),
                DOCUMENTS.formatted(clear, secure, service.getAddress().getPort()) + secret);
        gateway = Dataplane.assemble(
                Dataplane.Options.QUIET, new FileConfiguration(List.of(folder.resolve("gateway.yaml"))), List.of());
        assertThat(gateway.unopened()).isEmpty();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        service.stop(0);
    }

    @Test
    void allCasesPassInClear() throws Exception {
        check(List.of("--port", Integer.toString(clear)));
    }

    @Test
    void allCasesPassOverTls() throws Exception {
        check(List.of("--port", Integer.toString(secure), "--tls", "--insecure"));
    }

    /** HPACK 2.3.3: "Sends a literal header field representation with invalid index". */
    @Test
    void theCaseThatTheToolLacksPassesInClear() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), clear)) {
            invalidIndex(socket);
        }
    }

    @Test
    void theCaseThatTheToolLacksPassesOverTls() throws Exception {
        try (SSLSocket socket = trusting()) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
            invalidIndex(socket);
        }
    }

    private static SSLSocket trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        return (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), secure);
    }

    private static void invalidIndex(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(new byte[] {0, 0, 0, SETTINGS, 0, 0, 0, 0, 0});
        // GET, http, /, authority "a", and a value whose name has index 70 where the tables end at 62.
        byte[] block = {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'a', 0x7f, 7, 1, 'x'};
        request.writeBytes(new byte[] {0, 0, (byte) block.length, HEADERS, END_OF_ALL, 0, 0, 0, 1});
        request.writeBytes(block);
        socket.getOutputStream().write(request.toByteArray());
        DataInputStream in = new DataInputStream(socket.getInputStream());
        for (byte[] head = in.readNBytes(9); ; head = in.readNBytes(9)) {
            assertThat(head).as("frames up to GOAWAY").hasSize(9);
            byte[] payload = in.readNBytes((head[0] & 255) << 16 | (head[1] & 255) << 8 | head[2] & 255);
            if (head[3] == GOAWAY) {
                assertThat(ByteBuffer.wrap(payload).getInt(4)).isEqualTo(COMPRESSION_ERROR);
                break;
            }
            assertThat(head[3]).as("type of a frame").isNotEqualTo((byte) HEADERS);
        }
        assertThat(in.read()).isEqualTo(-1);
    }

    private static void check(List<String> where) throws Exception {
        Path report = folder.resolve("report.xml");
        List<String> command = new ArrayList<>(List.of(H2Spec.tool().toString(), "--strict", "--host", "localhost"));
        command.addAll(List.of("--timeout", "5", "--junit-report", report.toString()));
        command.addAll(where);
        H2Spec.Run run = H2Spec.run(folder, Map.of(), command, 3);
        NodeList cases = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getElementsByTagName("testcase");
        List<String> failed = new ArrayList<>();
        for (int i = 0; i < cases.getLength(); i++) {
            Element each = (Element) cases.item(i);
            if (each.getElementsByTagName("failure").getLength() > 0
                    || each.getElementsByTagName("error").getLength() > 0
                    || each.getElementsByTagName("skipped").getLength() > 0) {
                failed.add(each.getAttribute("package") + " " + each.getAttribute("classname"));
            }
        }
        assertThat(failed).as(run.output()).isEmpty();
        assertThat(cases.getLength()).as(run.output()).isGreaterThanOrEqualTo(CASES);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : 100);
            if (!head) {
                exchange.getResponseBody().write(new byte[100]);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
