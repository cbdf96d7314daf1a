package dev.windrose.dataplane;

import dev.windrose.dataplane.accesslog.AccessLog;
import dev.windrose.dataplane.source.FileSource;
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.loop.IoKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A folder with a gateway in clear and over TLS, whose routes lead to one backend. */
final class TestGatewayFolder {
    final Path folder;
    final int plain = freePort();
    final int secure = freePort();
    final TestCertificate certificate = TestCertificate.make();

    TestGatewayFolder(Path folder, int backend) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("certificate.yaml"), certificate.secret("cert", certificate));
        Files.writeString(folder.resolve("gateway.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: g}
                spec:
                  gatewayClassName: windrose
                  listeners:
                    - {name: plain, port: %d, protocol: HTTP}
                    - {name: secure, port: %d, protocol: HTTPS, tls: {certificateRefs: [{name: cert}]}}
                ---
                apiVersion: windrose.dev/v1alpha1
                kind: Backend
                metadata: {name: b}
                spec: {host: 127.0.0.1, port: %d}
                ---
                apiVersion: windrose.dev/v1alpha1
                kind: Backend
                metadata: {name: nobody}
                spec: {host: 127.0.0.1, port: 1}
                """.formatted(plain, secure, backend));
        route("all", "/", "b");
    }

    /** A route by prefix; "" removes it. */
    void route(String name, String prefix, String backend) throws IOException {
        Path file = folder.resolve(name + ".yaml");
        if (prefix.isEmpty()) {
            Files.delete(file);
            return;
        }
        Files.writeString(file, """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %s}
                spec:
                  parentRefs: [{name: g}]
                  rules:
                    - matches: [{path: {type: PathPrefix, value: %s}}]
                      backendRefs: [{group: windrose.dev, kind: Backend, name: %s}]
                """.formatted(name, prefix, backend));
    }

    Dataplane start(PeerSettings peers, AccessLog.@Nullable Form log, @Nullable Path logFile) throws IOException {
        return start(peers, log, logFile, ServerTimeouts.DEFAULT);
    }

    Dataplane start(PeerSettings peers, AccessLog.@Nullable Form log, @Nullable Path logFile, ServerTimeouts timeouts)
            throws IOException {
        FileSource.Timing quick =
                new FileSource.Timing(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofMillis(500));
        return Dataplane.assemble(
                new Dataplane.Options(
                        2,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        log,
                        logFile,
                        LogLevel.FIXED,
                        quick,
                        peers,
                        timeouts,
                        IoKind.AUTO),
                new FileConfiguration(List.of(folder)),
                List.of(folder));
    }

    static int freePort() {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
