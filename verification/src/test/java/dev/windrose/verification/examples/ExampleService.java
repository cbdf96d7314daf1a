package dev.windrose.verification.examples;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A service that answers every request with {@code hello}, in clear or over TLS. */
final class ExampleService implements AutoCloseable {
    static final String ANSWER = "hello";

    private static final byte[] RESPONSE =
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket server;

    private ExampleService(ServerSocket server) {
        this.server = server;
        Thread.ofVirtual().start(this::accept);
    }

    static ExampleService clear() throws IOException {
        return new ExampleService(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    /** With the certificate of the documentation's examples. */
    static ExampleService secure() throws IOException {
        return new ExampleService(ExampleTls.context()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException _) {
            // Closed: the end.
        }
    }

    private static void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            int line = 0;
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n' && line == 0) {
                    client.getOutputStream().write(RESPONSE);
                }
                line = b == '\n' ? 0 : line + (b == '\r' ? 0 : 1);
            }
        } catch (IOException _) {
            // The gateway has ended the connection.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
