package dev.windrose.verification.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.windrose.verification.interop.DocumentedGateway;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A gateway with one of everything: TLS, TCP, UDP, a backend, and one whose name nobody knows; it has served a request and a connection. */
final class MeasuredGateway {
    private static final String MORE = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: more}
            spec:
              gatewayClassName: windrose
              listeners:
                - {name: bytes, port: %d, protocol: TCP}
                - {name: datagrams, port: %d, protocol: UDP}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: TCPRoute
            metadata: {name: bytes}
            spec:
              parentRefs: [{name: more}]
              rules: [{backendRefs: [{group: windrose.dev, kind: Backend, name: backend}]}]
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: UDPRoute
            metadata: {name: datagrams}
            spec:
              parentRefs: [{name: more}]
              rules: [{backendRefs: [{group: windrose.dev, kind: Backend, name: unknown}]}]
            ---
            apiVersion: windrose.dev/v1alpha1
            kind: Backend
            metadata: {name: unknown}
            spec: {host: nobody.invalid, port: 53}
            """;

    private MeasuredGateway() {}

    /** Its metrics, as a scraper gets them. */
    static String scrape(Path folder) throws Exception {
        HttpServer backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        backend.start();
        int port = backend.getAddress().getPort();
        int bytes = DocumentedGateway.freePort();
        Files.writeString(folder.resolve("more.yaml"), MORE.formatted(bytes, bytes));
        try (DocumentedGateway gateway = DocumentedGateway.secure(folder, "http", port);
                HttpClient client = HttpClient.newBuilder()
                        .sslContext(trusting(gateway.certificate()))
                        .build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.port() + "/"))
                    .build();
            assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(204);
            carryBytes(bytes);
            HttpRequest scrape = HttpRequest.newBuilder(
                            URI.create("http://localhost:" + gateway.adminPort() + "/metrics"))
                    .build();
            return complete(client, scrape);
        } finally {
            backend.stop(0);
        }
    }

    private static void carryBytes(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            byte[] request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write(request);
            assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
        }
    }

    /** A connection is counted when both sides have ended it, and a name is given up when its servers were asked: a little later than told here. */
    private static String complete(HttpClient client, HttpRequest scrape) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        String text = "";
        while (!text.contains("windrose_tcp_connections_total{")
                || !text.contains("windrose_names_failing_addresses{")) {
            assertThat(System.nanoTime()).as(text).isLessThan(deadline);
            text = client.send(scrape, BodyHandlers.ofString()).body();
        }
        return text;
    }

    private static SSLContext trusting(String pem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        ByteArrayInputStream bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        store.setCertificateEntry(
                "gateway", CertificateFactory.getInstance("X.509").generateCertificate(bytes));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
