package dev.windrose.transport;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An endpoint that speaks HTTP/2 frame by frame and says what it likes. */
final class HostileEndpoint implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    private static final int PREFACE = 24;

    private final ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    /** What the gateway said when it ended a connection or a stream, as {@code GOAWAY 11 why} or {@code RST_STREAM 3}. */
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    /** What is done with one request, on a thread of its own. */
    interface Script {
        void answer(Connection connection, int stream) throws IOException, InterruptedException;
    }

    HostileEndpoint(Script script) throws IOException {
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> new Connection(socket).serve());
            } catch (IOException _) {
                return;
            }
        }
    }

    /** One connection of the gateway. */
    final class Connection {
        private final Socket socket;

        Connection(Socket socket) {
            this.socket = socket;
        }

        private void serve() {
            try (socket) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                send(frame(SETTINGS, 0, 0, new byte[0]));
                in.readNBytes(PREFACE);
                while (true) {
                    int lengthAndType = in.readInt();
                    in.readByte();
                    int stream = in.readInt();
                    byte[] payload = in.readNBytes(lengthAndType >>> 8);
                    heard(lengthAndType & 0xff, stream, payload);
                }
            } catch (IOException _) {
                // The gateway has had enough, or the test has ended.
            }
        }

        private void heard(int type, int stream, byte[] payload) {
            switch (type) {
                case HEADERS -> Thread.ofVirtual().start(() -> answer(stream));
                case RST_STREAM -> ends.add("RST_STREAM " + payload[3]);
                case GOAWAY ->
                    ends.add("GOAWAY " + payload[7] + " "
                            + new String(payload, 8, payload.length - 8, StandardCharsets.UTF_8));
                default -> {}
            }
        }

        private void answer(int stream) {
            try {
                script.answer(this, stream);
            } catch (IOException _) {
                // The gateway has had enough, or the test has ended.
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        synchronized void send(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        }

        /** The same frames again and again in one write. */
        void send(byte[] frames, int times) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream(frames.length * times);
            for (int i = 0; i < times; i++) {
                all.write(frames);
            }
            send(all.toByteArray());
        }
    }

    /** HEADERS with the one field {@code :status: 200}. */
    static byte[] ok(int stream, int flags) {
        return frame(HEADERS, flags | END_HEADERS, stream, hex("88"));
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        byte[] frame = new byte[9 + payload.length];
        frame[0] = (byte) (payload.length >>> 16);
        frame[1] = (byte) (payload.length >>> 8);
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        for (int i = 0; i < 4; i++) {
            frame[5 + i] = (byte) (stream >>> (24 - 8 * i));
        }
        System.arraycopy(payload, 0, frame, 9, payload.length);
        return frame;
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
