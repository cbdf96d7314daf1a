package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A TLS connection serves the hosts of the listener that its server name has chosen, and sends those of others away (RFC 9110 §15.5.20). */
@Timeout(60)
class MisdirectedTest {
    @TempDir
    Path folder;

    private TinyBackend backend;
    private TestGatewayFolder files;

    @BeforeEach
    void start() throws IOException {
        backend = new TinyBackend("b");
        files = new TestGatewayFolder(folder, backend.port());
        String tls = "tls: {certificateRefs: [{name: cert}]}}";
        Files.writeString(folder.resolve("hosts.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: hosts}
                spec:
                  gatewayClassName: windrose
                  listeners:
                    - {name: any, port: %1$d, protocol: HTTPS, %2$s
                    - {name: second, port: %1$d, protocol: HTTPS, hostname: second-example.org, %2$s
                    - {name: wild, port: %1$d, protocol: HTTPS, hostname: "*.example.com", %2$s
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: hosts}
                spec:
                  parentRefs: [{name: hosts}]
                  hostnames: [example.org, second-example.org, a.example.com, b.example.com]
                  rules: [{backendRefs: [{group: windrose.dev, kind: Backend, name: b}]}]
                """.formatted(files.secure, tls));
        Path own = folder.resolve("gateway.yaml");
        List<String> plain = Files.readAllLines(own);
        Files.write(
                own,
                plain.stream().filter(line -> !line.contains("name: secure")).toList());
    }

    @AfterEach
    void stop() throws IOException {
        backend.close();
    }

    @ParameterizedTest
    @CsvSource({
        "example.org, example.org, 200",
        "second-example.org, second-example.org, 200",
        "second-example.org, second-example.org:PORT, 200",
        "a.example.com, b.example.com, 200",
        "unknown.example.net, example.org, 200",
        "example.org, second-example.org, 421",
        "example.org, a.example.com, 421",
        "a.example.com, second-example.org, 421",
        "second-example.org, unknown.example.net, 421",
        "example.org, unknown.example.net, 404",
        "a.example.com, c.example.com, 404",
    })
    void aHostOfAnotherListenerThanTheServerNamesGets421(String serverName, String host, int status)
            throws IOException {
        try (Dataplane _ = files.start(PeerSettings.NONE, null, null);
                RawClient client = RawClient.secure(TestCertificate.trustAll(), files.secure, serverName)) {
            String authority = host.replace("PORT", Integer.toString(files.secure));
            client.send("GET / HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(status);
            if (status == 421) {
                assertThat(answer.body()).contains("\"code\":\"misdirected\"");
            }
            // The connection goes on.
            client.send("GET / HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(status);
        }
    }
}
