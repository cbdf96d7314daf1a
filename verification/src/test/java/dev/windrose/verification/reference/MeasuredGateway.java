package dev.windrose.verification.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.windrose.verification.interop.DocumentedGateway;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A gateway with TLS, a route and a backend, that has served a request. */
final class MeasuredGateway {
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
        try (DocumentedGateway gateway = DocumentedGateway.secure(folder, "http", port);
                HttpClient client = HttpClient.newBuilder()
                        .sslContext(trusting(gateway.certificate()))
                        .build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.port() + "/"))
                    .build();
            assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(204);
            HttpRequest scrape = HttpRequest.newBuilder(
                            URI.create("http://localhost:" + gateway.adminPort() + "/metrics"))
                    .build();
            return client.send(scrape, BodyHandlers.ofString()).body();
        } finally {
            backend.stop(0);
        }
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
