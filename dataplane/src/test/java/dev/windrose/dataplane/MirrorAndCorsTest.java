package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both filters of one rule, from documents to what the two services and the browser's side of a socket see. */
@Timeout(60)
class MirrorAndCorsTest {
    private static final String ORIGIN = "https://www.example.com";
    private static final String ROUTE = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: api}
            spec:
              parentRefs: [{name: g}]
              rules:
                - matches: [{path: {type: PathPrefix, value: /api}}]
                  filters:
                    - type: CORS
                      cors:
                        allowOrigins: ["https://www.example.com"]
                        allowCredentials: true
                        allowMethods: [GET, PUT]
                        allowHeaders: [authorization]
                        exposeHeaders: [x-request-id]
                        maxAge: 600
                    - type: RequestMirror
                      requestMirror: {backendRef: {group: windrose.dev, kind: Backend, name: rehearsal}}
                  backendRefs: [{group: windrose.dev, kind: Backend, name: b}]
            ---
            apiVersion: windrose.dev/v1alpha1
            kind: Backend
            metadata: {name: rehearsal}
            spec: {host: 127.0.0.1, port: %d}
            """;

    @TempDir
    Path folder;

    private final BlockingQueue<String> served = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> rehearsed = new LinkedBlockingQueue<>();
    private SmallServer service;
    private SmallServer rehearsal;
    private Dataplane gateway;
    private int port;

    @BeforeEach
    void start() throws IOException {
        service = SmallServer.start(client -> serve(client, served, "HTTP/1.1 200 OK", "served"));
        // Nothing of its answer may be seen.
        rehearsal = SmallServer.start(client -> serve(client, rehearsed, "HTTP/1.1 500 Broken", "rehearsed"));
        TestGatewayFolder files = new TestGatewayFolder(folder, service.port());
        Files.writeString(folder.resolve("api.yaml"), ROUTE.formatted(rehearsal.port()));
        gateway = files.start(PeerSettings.NONE, null, null);
        port = files.plain;
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        service.close();
        rehearsal.close();
    }

    private static void serve(Socket client, BlockingQueue<String> seen, String status, String body)
            throws IOException {
        InputStream in = client.getInputStream();
        for (String head = SmallServer.head(in); !head.isEmpty(); head = SmallServer.head(in)) {
            String lower = head.toLowerCase(Locale.ROOT);
            boolean sized = lower.contains("content-length: 5\r\n");
            String sent = sized ? new String(in.readNBytes(5), StandardCharsets.US_ASCII) : "";
            seen.add(head.substring(0, head.indexOf('\r')) + " " + sent);
            client.getOutputStream()
                    .write((status + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void anAllowedOriginIsAnsweredByTheServiceAndTheOtherGetsACopy() throws Exception {
        RawClient.Answer answer =
                ask("PUT /api/x?y=1 HTTP/1.1\r\nHost: h\r\nOrigin: " + ORIGIN + "\r\nContent-Length: 5\r\n\r\nhello");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("served");
        assertThat(answer.header("access-control-allow-origin")).isEqualTo(ORIGIN);
        assertThat(answer.header("access-control-allow-credentials")).isEqualTo("true");
        assertThat(answer.header("access-control-expose-headers")).isEqualToIgnoringCase("x-request-id");
        assertThat(served.poll(10, TimeUnit.SECONDS)).isEqualTo("PUT /api/x?y=1 HTTP/1.1 hello");
        assertThat(rehearsed.poll(10, TimeUnit.SECONDS)).isEqualTo("PUT /api/x?y=1 HTTP/1.1 hello");
    }

    @Test
    void aPreflightIsAnsweredByTheGatewayAndReachesNobody() throws Exception {
        RawClient.Answer answer = ask("OPTIONS /api HTTP/1.1\r\nHost: h\r\nOrigin: " + ORIGIN
                + "\r\nAccess-Control-Request-Method: PUT\r\nAccess-Control-Request-Headers: authorization\r\n\r\n");
        assertThat(answer.status()).isBetween(200, 204);
        assertThat(answer.header("access-control-allow-origin")).isEqualTo(ORIGIN);
        assertThat(answer.header("access-control-allow-methods")).contains("GET", "PUT");
        assertThat(answer.header("access-control-allow-headers")).isEqualToIgnoringCase("authorization");
        assertThat(answer.header("access-control-max-age")).isEqualTo("600");
        // One that does reach both comes after it.
        assertThat(ask("GET /api HTTP/1.1\r\nHost: h\r\n\r\n").body()).isEqualTo("served");
        assertThat(served.poll(10, TimeUnit.SECONDS)).startsWith("GET ");
        assertThat(rehearsed.poll(10, TimeUnit.SECONDS)).startsWith("GET ");
    }

    @Test
    void anotherOriginIsToldNothingAndAnotherPathIsNotMirrored() throws Exception {
        RawClient.Answer foreign = ask("GET /api HTTP/1.1\r\nHost: h\r\nOrigin: https://evil.example\r\n\r\n");
        assertThat(foreign.head().toLowerCase(Locale.ROOT)).doesNotContain("access-control-allow-origin");
        RawClient.Answer beside = ask("GET /other HTTP/1.1\r\nHost: h\r\nOrigin: " + ORIGIN + "\r\n\r\n");
        assertThat(beside.body()).isEqualTo("served");
        assertThat(beside.head().toLowerCase(Locale.ROOT)).doesNotContain("access-control");
        assertThat(ask("GET /api/last HTTP/1.1\r\nHost: h\r\n\r\n").status()).isEqualTo(200);
        String copy = String.valueOf(rehearsed.poll(10, TimeUnit.SECONDS));
        if (copy.startsWith("GET /api HTTP")) {
            copy = String.valueOf(rehearsed.poll(10, TimeUnit.SECONDS));
        }
        assertThat(copy).isEqualTo("GET /api/last HTTP/1.1 ");
    }

    private RawClient.Answer ask(String request) throws IOException {
        try (RawClient client = RawClient.plain(port)) {
            return client.send(request).read();
        }
    }
}
