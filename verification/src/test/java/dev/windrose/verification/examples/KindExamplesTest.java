package dev.windrose.verification.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.cli.Windrose;
import dev.windrose.documents.Kinds;
import dev.windrose.verification.interop.DocumentedGateway;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class KindExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "examples", "kinds");

    @TempDir
    Path folder;

    private final int port = DocumentedGateway.freePort();

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.sorted().toList();
        }
    }

    @Test
    void everyKindHasAnExampleOfItself() throws IOException {
        Set<String> names = examples().stream()
                .map(file -> file.getFileName().toString().replace(".yaml", ""))
                .collect(Collectors.toSet());
        assertThat(names).isEqualTo(Kinds.all().keySet());
        for (String name : names) {
            assertThat(Files.readString(EXAMPLES.resolve(name + ".yaml"))).contains("\nkind: " + name + "\n");
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleHasNoProblems(Path file) {
        StringWriter out = new StringWriter();
        PrintWriter printer = new PrintWriter(out, true);
        assertThat(Windrose.run(new String[] {"check", file.toString()}, printer, printer))
                .as(out.toString())
                .isZero();
        // There are no proxies yet that carry out what a mesh says, and it says so.
        assertThat(out.toString()).contains(file.endsWith("XMesh.yaml") ? "0 errors, 1 warning" : "no problems");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Backend",
                "EndpointSlice",
                "Gateway",
                "GatewayClass",
                "HTTPRoute",
                "Namespace",
                "ReferenceGrant",
                "Service",
                "TCPRoute",
                "XBackend"
            })
    void aRequestArrives(String kind) throws IOException {
        try (ExampleService service = ExampleService.clear();
                DocumentedGateway _ = start(kind, service.port())) {
            assertThat(request(port)).startsWith("HTTP/1.1 200").endsWith(ExampleService.ANSWER);
        }
    }

    @Test
    void aRequestArrivesByTheListenerOfASet() throws IOException {
        int added = DocumentedGateway.freePort();
        try (ExampleService service = ExampleService.clear();
                DocumentedGateway _ = start("ListenerSet", service.port(), added)) {
            assertThat(request(added)).startsWith("HTTP/1.1 200").endsWith(ExampleService.ANSWER);
            assertThat(request(port)).startsWith("HTTP/1.1 404");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BackendTLSPolicy", "ConfigMap", "Secret"})
    void aRequestArrivesOverTlsWhoseCertificateIsVerified(String kind) throws IOException {
        try (ExampleService service = ExampleService.secure();
                DocumentedGateway _ = start(kind, service.port())) {
            assertThat(request(port)).startsWith("HTTP/1.1 200").endsWith(ExampleService.ANSWER);
        }
    }

    @Test
    void aPolicyBindsAClientToItsEndpoint() throws IOException {
        try (ExampleService service = ExampleService.clear();
                DocumentedGateway _ = start("XBackendTrafficPolicy", service.port())) {
            assertThat(request(port))
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("set-cookie: cart=")
                    .endsWith(ExampleService.ANSWER);
        }
    }

    @Test
    void aTlsConnectionArrivesUnopened() throws IOException {
        try (ExampleService service = ExampleService.secure();
                DocumentedGateway _ = start("TLSRoute", service.port());
                SSLSocket client = (SSLSocket)
                        ExampleTls.context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            SSLParameters parameters = client.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName("api.example.com")));
            client.setSSLParameters(parameters);
            assertThat(request(client)).startsWith("HTTP/1.1 200").endsWith(ExampleService.ANSWER);
        }
    }

    @Test
    void aDatagramArrivesAndItsAnswerToo() throws IOException {
        try (DatagramSocket service = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                DocumentedGateway _ = start("UDPRoute", service.getLocalPort());
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            byte[] question = "question".getBytes(StandardCharsets.US_ASCII);
            InetSocketAddress gateway = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            client.send(new DatagramPacket(question, question.length, gateway));
            DatagramPacket received = new DatagramPacket(new byte[100], 100);
            service.receive(received);
            service.send(new DatagramPacket(received.getData(), received.getLength(), received.getSocketAddress()));
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            client.receive(answer);
            assertThat(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII))
                    .isEqualTo("question");
        }
    }

    @Test
    void aCallArrivesAndOtherRequestsDoNot() throws IOException {
        try (ExampleCalls calls = new ExampleCalls();
                DocumentedGateway _ = start("GRPCRoute", calls.port())) {
            assertThat(ExampleCalls.call(port, "order 7")).isEqualTo("order 7");
            assertThat(request(port)).startsWith("HTTP/1.1 404");
        }
    }

    private DocumentedGateway start(String kind, int service) throws IOException {
        return start(kind, service, 8081);
    }

    /** The example with ports of this test in the place of its own. */
    private DocumentedGateway start(String kind, int service, int added) throws IOException {
        String example = Files.readString(EXAMPLES.resolve(kind + ".yaml"))
                .replaceAll("\\b8080\\b", Integer.toString(port))
                .replaceAll("\\b8081\\b", Integer.toString(added))
                .replaceAll("\\b3000\\b", Integer.toString(service));
        Files.writeString(folder.resolve("example.yaml"), example);
        return DocumentedGateway.of(folder, port);
    }

    private static String request(int port) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return request(client);
        }
    }

    /** The answer to a request, up to the end of the connection or of what the service says. */
    private static String request(Socket client) throws IOException {
        client.getOutputStream()
                .write("GET / HTTP/1.1\r\nHost: api.example.com\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        InputStream in = client.getInputStream();
        StringBuilder answer = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            answer.append((char) b);
            if (answer.toString().endsWith("\r\n\r\n" + ExampleService.ANSWER)) {
                break;
            }
        }
        return answer.toString();
    }
}
