package dev.windrose.dataplane;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server on loopback that has a test serve each of its connections, on a thread of its own. */
final class SmallServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());

    /** What is done with a connection; it is closed after that. */
    @FunctionalInterface
    interface Service {
        void serve(Socket client) throws IOException, InterruptedException;
    }

    private SmallServer() throws IOException {}

    static SmallServer start(Service service) throws IOException {
        SmallServer started = new SmallServer();
        Thread.ofVirtual().start(() -> started.accept(service));
        return started;
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept(Service service) {
        try {
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(service, client));
            }
        } catch (IOException _) {
            // Closed: the end.
        }
    }

    private static void serve(Service service, Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            service.serve(client);
        } catch (IOException | InterruptedException _) {
            // The gateway has closed the connection, or the test is over.
        }
    }

    /** The head of the next request; empty at the connection's end. */
    static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.append((char) b);
            if (b == '\n' && head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) >= 0) {
                return head.toString();
            }
        }
        return "";
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
