package dev.windrose.dataplane;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** An HTTP/1.1 connection by plain socket, which neither hides nor repeats anything. */
public final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    /** An answer: head as it came, and body without its framing. */
    public record Answer(int status, String head, String body) {
        /** Head and body in one. */
        public String text() {
            return head + body;
        }

        /** The value of a header, or "". */
        public String header(String name) {
            String lower = name.toLowerCase(Locale.ROOT) + ":";
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(lower))
                    .map(line -> line.substring(lower.length()).strip())
                    .findFirst()
                    .orElse("");
        }

        public boolean isLast() {
            return header("connection").equalsIgnoreCase("close");
        }
    }

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawClient plain(int port) throws IOException {
        return new RawClient(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    public static RawClient secure(SSLContext context, int port) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
        socket.startHandshake();
        return new RawClient(socket);
    }

    /** As {@link #secure(SSLContext, int)}, with a server name of the caller's choice. */
    public static RawClient secure(SSLContext context, int port, String serverName) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, serverName, port, true);
        socket.startHandshake();
        return new RawClient(socket);
    }

    public SSLSocket tls() {
        return (SSLSocket) socket;
    }

    /** Sends text as it is. */
    public RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    public Answer get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").read();
    }

    /** Reads one answer; no framing means no body. Throws {@link IOException} if the connection ends before. */
    public Answer read() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            head.append((char) next());
        }
        Answer bare = new Answer(Integer.parseInt(head.substring(9, 12)), head.toString(), "");
        String length = bare.header("content-length");
        byte[] body = bare.header("transfer-encoding").equalsIgnoreCase("chunked")
                ? chunks()
                : in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
        return new Answer(bare.status(), bare.head(), new String(body, StandardCharsets.UTF_8));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int size;
        do {
            size = Integer.parseInt(line(), 16);
            body.write(in.readNBytes(size));
            line();
        } while (size > 0);
        return body.toByteArray();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = next(); b != '\n'; b = next()) {
            line.append((char) b);
        }
        return line.toString().strip();
    }

    private int next() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new IOException("closed within an answer");
        }
        return b;
    }

    /** All that comes until the other side ends the connection. */
    public String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Whether the other side has ended the connection and nothing is left to read. */
    public boolean isEnded() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
