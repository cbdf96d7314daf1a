package dev.windrose.dataplane;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A program that sends requests over real sockets through a proxy with its default metrics, in the JVM it is started in, and prints how many
 * bytes the event loop allocated per request. Both sides of the proxy keep their connections open.
 */
final class AllocationProbe {
    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 5_000;
    private static final byte[] REQUEST =
            "GET /v1/users/7?full=true HTTP/1.1\r\nHost: api.example.com\r\nUser-Agent: probe\r\nAccept: application/json\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RESPONSE =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"name\":\"Alice\"}"
                    .getBytes(StandardCharsets.US_ASCII);

    private AllocationProbe() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        try (ServerSocket backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            int port = freePort();
            Files.writeString(folder.resolve("all.yaml"), documents(port, backend.getLocalPort()));
            Thread.ofPlatform().daemon().start(() -> serve(backend));
            Dataplane.Options options = new Dataplane.Options(1, null, null, null, LogLevel.FIXED);
            try (Dataplane _ = Dataplane.assemble(options, new FileConfiguration(List.of(folder)), List.of());
                    Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.setTcpNoDelay(true);
                send(client, WARM_UP);
                long before = allocatedByLoops();
                send(client, MEASURED);
                System.out.println((allocatedByLoops() - before) / MEASURED);
            }
        }
    }

    private static void send(Socket client, int requests) throws IOException {
        byte[] buffer = new byte[4096];
        for (int i = 0; i < requests; i++) {
            client.getOutputStream().write(REQUEST);
            readUntil(client.getInputStream(), buffer, (byte) '}');
        }
    }

    /** Answers one connection after the other. */
    private static void serve(ServerSocket backend) {
        byte[] buffer = new byte[4096];
        while (!backend.isClosed()) {
            try (Socket connection = backend.accept()) {
                connection.setTcpNoDelay(true);
                while (true) {
                    readUntil(connection.getInputStream(), buffer, (byte) '\n');
                    connection.getOutputStream().write(RESPONSE);
                }
            } catch (IOException e) {
                // The proxy closed it.
            }
        }
    }

    /** Messages here come in one piece or end within the next: the last byte tells. */
    private static void readUntil(InputStream in, byte[] buffer, byte last) throws IOException {
        int count;
        do {
            count = in.read(buffer);
            if (count < 0) {
                throw new IOException("closed");
            }
        } while (buffer[count - 1] != last);
    }

    private static long allocatedByLoops() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("windrose-loop"))
                .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getThreadId()))
                .sum();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static String documents(int port, int backend) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: g}
                spec:
                  gatewayClassName: windrose
                  listeners: [{name: http, port: %d, protocol: HTTP}]
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r}
                spec:
                  parentRefs: [{name: g}]
                  hostnames: [api.example.com]
                  rules:
                    - matches: [{path: {type: PathPrefix, value: /v1/users}}]
                      backendRefs: [{group: windrose.dev, kind: Backend, name: b}]
                ---
                apiVersion: windrose.dev/v1alpha1
                kind: Backend
                metadata: {name: b}
                spec: {host: 127.0.0.1, port: %d}
                """.formatted(port, backend);
    }
}
