package dev.windrose.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A backend at the level of bytes: what it receives is kept, what it answers is up to each test. */
final class TestBackend implements AutoCloseable {
    private final ServerSocket server;
    private final Script script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** What is done with one accepted connection. */
    interface Script {
        void run(InputStream in, OutputStream out) throws IOException;
    }

    TestBackend(Script script) {
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    /** Answers every request without a body by the same message, keeping the connection open. */
    static TestBackend answering(String message) {
        return new TestBackend((in, out) -> {
            while (!readHead(in).isEmpty()) {
                out.write(message.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
        });
    }

    /** Answers with the head that it received as the body. */
    static TestBackend echoing() {
        return new TestBackend((in, out) -> {
            for (String head = readHead(in); !head.isEmpty(); head = readHead(in)) {
                out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + head.length() + "\r\n\r\n" + head)
                        .getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
        });
    }

    /** Reads to the empty line; empty at the end of the stream. */
    static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException _) {
            // closed: the test is over
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.run(socket.getInputStream(), socket.getOutputStream());
        } catch (IOException _) {
            // the gateway went away, which the test sees on its own side
        }
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return sockets.size();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
