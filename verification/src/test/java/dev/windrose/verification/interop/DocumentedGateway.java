package dev.windrose.verification.interop;

import dev.windrose.dataplane.Dataplane;
import dev.windrose.dataplane.FileConfiguration;
import dev.windrose.dataplane.LogLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A gateway in this process, started from documents in a folder of its own: everything goes to one backend. */
public final class DocumentedGateway implements AutoCloseable {
    private final Dataplane dataplane;
    private final int port;
    private final Path folder;

    private DocumentedGateway(Path folder, int port) throws IOException {
        this.folder = folder;
        this.port = port;
        InetSocketAddress admin = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        int loops = Runtime.getRuntime().availableProcessors();
        Dataplane.Options options = new Dataplane.Options(loops, admin, null, null, LogLevel.FIXED);
        this.dataplane = Dataplane.assemble(options, new FileConfiguration(List.of(folder)), List.of());
        if (!dataplane.unopened().isEmpty()) {
            throw new IOException(dataplane.unopened().toString());
        }
    }

    /** From documents that are in the folder already, and listen on a port. */
    public static DocumentedGateway of(Path folder, int port) throws IOException {
        return new DocumentedGateway(folder, port);
    }

    /** In clear; {@code protocol} is the backend's, as in documents. */
    public static DocumentedGateway clear(Path folder, String protocol, int backendPort) throws IOException {
        int port = freePort();
        write(folder, "{name: http, port: %d, protocol: HTTP}".formatted(port), protocol, backendPort);
        return new DocumentedGateway(folder, port);
    }

    /** With TLS to clients, by a certificate for localhost that {@link #certificate} returns. */
    public static DocumentedGateway secure(Path folder, String protocol, int backendPort) throws IOException {
        int port = freePort();
        String tls = "tls: {certificateRefs: [{name: example-tls}]}";
        write(folder, "{name: https, port: %d, protocol: HTTPS, %s}".formatted(port, tls), protocol, backendPort);
        Path script = Path.of("..", "examples", "tls", "certificate");
        Process making = new ProcessBuilder(
                        "sh", script.toString(), folder.resolve("secret.yaml").toString())
                .inheritIO()
                .start();
        try {
            if (making.waitFor() != 0) {
                throw new IOException("certificate: not made (expected: the command openssl)");
            }
        } catch (InterruptedException e) {
            throw new IOException("certificate: interrupted", e);
        }
        return new DocumentedGateway(folder, port);
    }

    private static void write(Path folder, String listener, String protocol, int backendPort) throws IOException {
        Files.writeString(folder.resolve("gateway.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: edge}
                spec:
                  gatewayClassName: windrose
                  listeners: [%s]
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: all}
                spec:
                  parentRefs: [{name: edge}]
                  rules:
                    - backendRefs: [{group: windrose.dev, kind: Backend, name: backend}]
                ---
                apiVersion: windrose.dev/v1alpha1
                kind: Backend
                metadata: {name: backend}
                spec: {host: 127.0.0.1, port: %d, protocol: %s}
                """.formatted(listener, backendPort, protocol));
    }

    /** A port that nothing listens on. */
    public static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public int adminPort() {
        return Objects.requireNonNull(dataplane.adminAddress()).getPort();
    }

    /** The certificate that clients are to trust, PEM. */
    public String certificate() throws IOException {
        String secret = Files.readString(folder.resolve("secret.yaml"));
        String end = "-----END CERTIFICATE-----";
        int start = secret.indexOf("-----BEGIN CERTIFICATE-----");
        return secret.substring(start, secret.indexOf(end) + end.length()).replace("    ", "") + "\n";
    }

    @Override
    public void close() {
        dataplane.close();
    }
}
