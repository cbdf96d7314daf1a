package dev.windrose.cli.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** Plain sockets on both sides of the gateway. */
final class Wire {
    private Wire() {}

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    /** Reads up to the end of a head and the body that its Content-Length announces; "" at the end of the stream. */
    static String message(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.append((char) b);
            if (b == '\n' && head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) >= 0) {
                int length = head.toString()
                        .lines()
                        .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                        .findFirst()
                        .orElse(0);
                return head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
            }
        }
        return head.toString();
    }

    /** A client's connection. */
    record Client(Socket socket) implements AutoCloseable {
        static Client to(int port) throws IOException {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(60_000);
            return new Client(socket);
        }

        Client ask(String path) throws IOException {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        String answer() throws IOException {
            return message(socket.getInputStream());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** One answer on a connection of its own. */
    static String get(int port, String path) throws IOException {
        try (Client client = Client.to(port)) {
            return client.ask(path).answer();
        }
    }

    /** A service that answers each request with its name, those for {@code /held} when it is told to. */
    static final class Service implements AutoCloseable {
        private final String name;
        private final ServerSocket server;
        private final CountDownLatch held = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);

        Service(String name, ServerSocket server) {
            this.name = name;
            this.server = server;
            Thread.ofVirtual().start(this::accept);
        }

        Service(String name) throws IOException {
            this(name, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        }

        int port() {
            return server.getLocalPort();
        }

        void awaitHeld() throws InterruptedException {
            held.await();
        }

        void release() {
            release.countDown();
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = server.accept();
                    Thread.ofPlatform().daemon().start(() -> serve(client));
                }
            } catch (IOException _) {
                // Closed: the end.
            }
        }

        private void serve(Socket client) {
            try (client) {
                for (String request = message(client.getInputStream());
                        !request.isEmpty();
                        request = message(client.getInputStream())) {
                    if (request.startsWith("GET /held ")) {
                        held.countDown();
                        release.await();
                    }
                    String host = request.lines()
                            .filter(line ->
                                    line.toLowerCase(java.util.Locale.ROOT).startsWith("host:"))
                            .findFirst()
                            .orElse("");
                    String body = name + " " + host;
                    client.getOutputStream()
                            .write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                                    .getBytes(StandardCharsets.ISO_8859_1));
                }
            } catch (IOException | InterruptedException _) {
                // The gateway closed it, or the test is over.
            }
        }

        @Override
        public void close() throws IOException {
            release.countDown();
            server.close();
        }
    }
}
