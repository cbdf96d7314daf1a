package dev.windrose.transport.abuse;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** A client of HTTP/2 at the level of frames, written from the specification alone (RFC 9113, RFC 7541) and free to break it. */
final class H2Client implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    static final int NO_ERROR = 0;
    static final int PROTOCOL_ERROR = 1;
    static final int INTERNAL_ERROR = 2;
    static final int STREAM_CLOSED = 5;
    static final int REFUSED_STREAM = 7;
    static final int CANCEL = 8;
    static final int COMPRESSION_ERROR = 9;
    static final int ENHANCE_YOUR_CALM = 11;

    /** Nobody needs to take longer ones (RFC 9113 §4.2). */
    private static final int MAX_FRAME = 16 * 1024;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private volatile String farewell = "";

    /** A frame of the gateway. */
    record Frame(int type, int flags, int stream, byte[] payload) {
        /** Of RST_STREAM at 0, of GOAWAY at 4. */
        int number(int at) {
            return (payload[at] & 255) << 24
                    | (payload[at + 1] & 255) << 16
                    | (payload[at + 2] & 255) << 8
                    | (payload[at + 3] & 255);
        }

        String text() {
            return new String(payload, StandardCharsets.ISO_8859_1);
        }
    }

    /** Sends the preface and settings as given: pairs of id and value. */
    H2Client(Socket socket, int... settings) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(payload);
        for (int i = 0; i < settings.length; i += 2) {
            data.writeShort(settings[i]);
            data.writeInt(settings[i + 1]);
        }
        frame(SETTINGS, 0, 0, payload.toByteArray());
        frame(SETTINGS, ACK, 0);
    }

    void frame(int type, int flags, int stream, byte... payload) throws IOException {
        out.write(bytesOf(type, flags, stream, payload));
        out.flush();
    }

    static byte[] bytesOf(int type, int flags, int stream, byte... payload) {
        byte[] frame = new byte[9 + payload.length];
        frame[0] = (byte) (payload.length >> 16);
        frame[1] = (byte) (payload.length >> 8);
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        System.arraycopy(number(stream), 0, frame, 5, 4);
        System.arraycopy(payload, 0, frame, 9, payload.length);
        return frame;
    }

    static byte[] number(int value) {
        return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    /** A whole request without a body. */
    void get(int stream, String path) throws IOException {
        headers(END_STREAM, stream, request("GET", path));
    }

    /** A header block of any length, in as few frames as it takes. */
    void headers(int flags, int stream, byte[] block) throws IOException {
        int length = Math.min(block.length, MAX_FRAME);
        frame(HEADERS, flags | (length == block.length ? END_HEADERS : 0), stream, Arrays.copyOf(block, length));
        for (int at = length; at < block.length; at += length) {
            length = Math.min(block.length - at, MAX_FRAME);
            int last = at + length == block.length ? END_HEADERS : 0;
            frame(CONTINUATION, last, stream, Arrays.copyOfRange(block, at, at + length));
        }
    }

    /** The header block of a request with more fields: pairs of name and value. */
    static byte[] request(String method, String path, String... more) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(field(":method", method));
        block.writeBytes(field(":scheme", "http"));
        block.writeBytes(field(":path", path));
        block.writeBytes(field(":authority", "localhost"));
        for (int i = 0; i < more.length; i += 2) {
            block.writeBytes(field(more[i], more[i + 1]));
        }
        return block.toByteArray();
    }

    /** A literal field without indexing, new name, no Huffman code (RFC 7541 §6.2.2). */
    static byte[] field(String name, String value) {
        return literal(0, name, value);
    }

    /** A literal field that is added to the table: index 62 from then on (RFC 7541 §6.2.1). */
    static byte[] indexed(String name, String value) {
        return literal(0x40, name, value);
    }

    private static byte[] literal(int first, String name, String value) {
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        field.write(first);
        string(name, field);
        string(value, field);
        return field.toByteArray();
    }

    private static void string(String text, ByteArrayOutputStream to) {
        int length = text.length();
        if (length < 127) {
            to.write(length);
        } else {
            to.write(127);
            for (length -= 127; length >= 128; length >>= 7) {
                to.write(length & 127 | 128);
            }
            to.write(length);
        }
        to.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next frame; null at the end of the connection. */
    @Nullable
    Frame next() throws IOException {
        try {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[length];
            in.readFully(payload);
            return new Frame(type, flags, stream, payload);
        } catch (EOFException | SocketException _) {
            return null;
        }
    }

    /** The first frame of a type on a stream; the end of the connection before it is an error. */
    Frame await(int type, int stream) throws IOException {
        StringBuilder others = new StringBuilder();
        for (Frame frame = next(); frame != null; frame = next()) {
            if (frame.type() == type && frame.stream() == stream) {
                return frame;
            }
            others.append(frame.type()).append('@').append(frame.stream());
            others.append(frame.type() == GOAWAY ? "=" + frame.number(4) : "").append(' ');
        }
        throw new IOException("no frame of type " + type + " on stream " + stream + ", but: " + others);
    }

    /** The code of the reset of a stream, or -1 if there is none before the connection ends. */
    int resetOf(int stream) throws IOException {
        for (Frame frame = next(); frame != null; frame = next()) {
            if (frame.type() == RST_STREAM && frame.stream() == stream) {
                return frame.number(0);
            }
        }
        return -1;
    }

    /** Reads to the end; the code of GOAWAY, or -1 without one. */
    int goAway() throws IOException {
        int code = -1;
        for (Frame frame = next(); frame != null; frame = next()) {
            if (frame.type() == GOAWAY) {
                code = frame.number(4);
                farewell = new String(frame.payload(), 8, frame.payload().length - 8, StandardCharsets.ISO_8859_1);
            }
        }
        return code;
    }

    /** What the last GOAWAY said for people, once {@link #goAway} has read it. */
    String farewell() {
        return farewell;
    }

    /** As {@link #goAway}, on a thread of its own: what is said before an end is not lost, and nothing waits to be read. */
    Future<Integer> goAwayMeanwhile() {
        FutureTask<Integer> reading = new FutureTask<>(this::goAway);
        Thread.ofVirtual().start(reading);
        return reading;
    }

    /** Writes so often, or until the gateway ends the connection. */
    void flood(byte[] bytes, int times) {
        try {
            for (int i = 0; i < times; i++) {
                out.write(bytes);
            }
            out.flush();
        } catch (IOException _) {
            // the gateway ended it: what it said is there to be read
        }
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
