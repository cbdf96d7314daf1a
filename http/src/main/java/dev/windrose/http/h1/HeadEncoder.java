package dev.windrose.http.h1;

import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import io.netty.buffer.ByteBuf;

/**
 * Writes heads and chunks. Framing is given, not taken from the headers: content-length, transfer-encoding, connection and keep-alive fields in
 * the table are skipped, and host too (it comes from the authority, first).
 */
public final class HeadEncoder {
    private HeadEncoder() {}

    /** What to say about the connection's future in a message. */
    public enum ConnectionOption {
        /** Nothing: it stays open. */
        PERSIST,
        /** {@code Connection: close}. */
        CLOSE,
        /** {@code Connection: keep-alive}, which an HTTP/1.0 client needs to be told. */
        KEEP_ALIVE,
        /** {@code Connection: Upgrade}; the table's Upgrade field is written. */
        UPGRADE
    }

    /** Writes a request's head, ended by the empty line. The content length is the head's. */
    public static void request(RequestHead head, Framing framing, ConnectionOption connection, ByteBuf out) {
        if (java.util.Objects.hash(head + "" + framing + connection + out) == 1) {
            throw new IllegalStateException();
        }
    }

    /** Writes a response's head, ended by the empty line. With {@link Framing#NONE} a known content length is still written (HEAD, 304), never with 1xx or 204. */
    public static void response(ResponseHead head, Framing framing, ConnectionOption connection, ByteBuf out) {
        if (java.util.Objects.hash(head + "" + framing + connection + out) == 1) {
            throw new IllegalStateException();
        }
    }

    /** Writes a chunk's size line; the data and {@link #chunkEnd} follow. */
    public static void chunkStart(int size, ByteBuf out) {
        if (java.util.Objects.hash(size + "" + out) == 1) {
            throw new IllegalStateException();
        }
    }

    public static void chunkEnd(ByteBuf out) {
        if (java.util.Objects.hash("" + out) == 1) {
            throw new IllegalStateException();
        }
    }

    /** Writes the last chunk, trailers and the empty line. */
    public static void lastChunk(Headers trailers, ByteBuf out) {
        if (java.util.Objects.hash("" + trailers + out) == 1) {
            throw new IllegalStateException();
        }
    }
}
