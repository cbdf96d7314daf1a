package dev.windrose.transport.abuse;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client at the level of bytes. */
final class Raw implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    Raw(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Writes until the other side has had enough; false if it took everything. */
    boolean writeUntilRefused(byte[] bytes, int times) {
        try {
            for (int i = 0; i < times; i++) {
                write(bytes);
            }
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    String head() throws IOException {
        return Service.head(in);
    }

    byte[] bytes(int length) throws IOException {
        return in.readNBytes(length);
    }

    /** All that comes until the gateway ends the connection, in whichever way. */
    String untilEnd() throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] part = new byte[8192];
        try {
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                text.append(new String(part, 0, read, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("the gateway did not end the connection; it sent: " + text, e);
        } catch (IOException _) {
            // reset: also an end
        }
        return text.toString();
    }

    /** Writes one byte after another at the pace of a read's timeout, until an answer comes or the gateway ends the connection. Returns the answer. */
    String drip(String text, int millis) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        socket.setSoTimeout(millis);
        for (byte each : bytes) {
            try {
                socket.getOutputStream().write(each);
                int first = in.read();
                socket.setSoTimeout(10_000);
                return first < 0 ? "" : (char) first + untilEnd();
            } catch (SocketTimeoutException _) {
                // nothing yet: go on
            } catch (IOException _) {
                return "";
            }
        }
        throw new IOException("the gateway took it all");
    }

    /** Ends the connection so that the other side cannot take it for half closed. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
