package dev.windrose.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.windrose.dataplane.Dataplane;
import dev.windrose.dataplane.FileConfiguration;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * All cases of h2spec against a whole gateway, in clear and over TLS. The version of the tool that Go's module proxy has is one case short of the
 * newest; that one, an invalid index in a literal field, is in the abuse tests of the transport.
 */
class H2SpecTest {
    private static final int CASES = 146;
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
