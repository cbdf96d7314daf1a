package dev.windrose.transport.abuse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The service behind the gateway. {@code /big} answers with {@link #BIG} bytes, {@code /never} with nothing, {@code /hints} with ten
 * large interim responses first, {@code /trailers} with too many bytes of trailers, the rest with "ok" after the request's body.
 */
final class Service implements AutoCloseable {
    static final int BIG = 64 * 1024 * 1024;

    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();

    Service() {
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The heads of all requests, but for those of neighbours. */
    List<String> heads() {
        return heads.stream().filter(head -> !head.startsWith("GET /neighbour")).toList();
    }

    /** The head of the next request that is no GET. */
    String nextHead() throws InterruptedException {
        return String.valueOf(arrived.poll(10, TimeUnit.SECONDS));
    }

    /** How the next connection ended that carried {@code /never}, {@code /big} or a request with a body: {@code whole} or {@code cut}. */
    String nextEnd() throws InterruptedException {
        return String.valueOf(ended.poll(10, TimeUnit.SECONDS));
    }

    /** Whether any body came to its end, of those whose ends were not asked for. */
    boolean hasSeenWhole() {
        return ended.stream().anyMatch(end -> end.startsWith("whole"));
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
        String head = "";
        try (socket) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            for (head = head(in); !head.isEmpty(); head = head(in)) {
                heads.add(head);
                if (!head.startsWith("GET ")) {
                    arrived.add(head);
                }
                answer(head, in, out);
            }
        } catch (IOException _) {
            ended.add("cut " + head.lines().findFirst().orElse(""));
        }
    }

    private void answer(String head, InputStream in, OutputStream out) throws IOException {
        if (head.startsWith("GET /trailers")) {
            String trailer = "x: " + "y".repeat(9_000);
            out.write(("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n" + trailer + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return;
        }
        if (head.contains("/early") || head.contains("/tunnel")) {
            String first = head.contains("/tunnel")
                    ? "101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket"
                    : "200 OK\r\nContent-Length: 10";
            out.write(("HTTP/1.1 " + first + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
        if (head.contains("/hints")) {
            String hint = "HTTP/1.1 103 Early Hints\r\nLink: </" + "a".repeat(16 * 1024) + ">\r\n\r\n";
            out.write(hint.repeat(10).getBytes(StandardCharsets.ISO_8859_1));
        }
        if (head.contains("/never") || head.contains("/early") || head.contains("/tunnel")) {
            in.transferTo(OutputStream.nullOutputStream());
            throw new IOException("the gateway gave up");
        }
        if (head.contains("content-length: ")) {
            int length = Integer.parseInt(head.replaceFirst("(?s).*content-length: (\\d+).*", "$1"));
            if (in.readNBytes(length).length < length) {
                throw new IOException("the body broke off");
            }
            ended.add("whole " + head.lines().findFirst().orElse(""));
        } else if (head.contains("transfer-encoding: chunked")) {
            untilLastChunk(in);
            ended.add("whole " + head.lines().findFirst().orElse(""));
        }
        int length = head.contains("/big") ? BIG : 2;
        out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        byte[] part = new byte[64 * 1024];
        part[0] = 'o';
        part[1] = 'k';
        for (int left = length; left > 0; left -= part.length) {
            out.write(part, 0, Math.min(left, part.length));
        }
        out.flush();
    }

    private static void untilLastChunk(InputStream in) throws IOException {
        String tail = "";
        while (!tail.endsWith("0\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the body broke off");
            }
            tail = tail.substring(Math.max(0, tail.length() - 4)) + (char) b;
        }
    }

    /** Reads to the empty line; empty at the end of the stream. */
    static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last = 0;
        while (true) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            head.write(b);
            last = last << 8 | b;
            if (last == 0x0d0a0d0a) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
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
