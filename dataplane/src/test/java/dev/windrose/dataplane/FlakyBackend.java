package dev.windrose.dataplane;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A service that goes wrong as often as it is told to, then answers with the body that it was sent. */
final class FlakyBackend implements AutoCloseable {
    private final SmallServer server = SmallServer.start(this::serve);
    private final ConcurrentLinkedQueue<String> misfortunes = new ConcurrentLinkedQueue<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();

    /** In place of the status of an answer: the connection is reset. */
    static final String RESET = "reset";

    /** No answer at all. */
    static final String SILENCE = "silence";

    FlakyBackend(String... misfortunes) throws IOException {
        this.misfortunes.addAll(List.of(misfortunes));
    }

    int port() {
        return server.port();
    }

    /** The heads of all requests that came. */
    List<String> heads() {
        return heads;
    }

    private void serve(Socket client) throws IOException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        for (String head = SmallServer.head(in); !head.isEmpty(); head = SmallServer.head(in)) {
            byte[] body = in.readNBytes(length(head));
            heads.add(head);
            String misfortune = misfortunes.poll();
            if (RESET.equals(misfortune)) {
                client.setSoLinger(true, 0);
                return;
            }
            if (!SILENCE.equals(misfortune)) {
                answer(client, misfortune == null ? "200" : misfortune, body);
            }
        }
    }

    private static void answer(Socket client, String status, byte[] body) throws IOException {
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + " Some\r\nContent-Length: " + body.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        client.getOutputStream().write(body);
    }

    private static int length(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
