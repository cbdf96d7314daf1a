package dev.windrose.http.h1;

import dev.windrose.http.Ascii;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * Writes heads and chunks. Framing is given, not taken from the headers: content-length, transfer-encoding, connection and keep-alive fields in
 * the table are skipped, and host too (it comes from the authority, first), and upgrade unless it is asked for. Throws
 * {@link IllegalArgumentException}, having written nothing, rather than write what a peer could read as more than one message.
 */
public final class HeadEncoder {
    private static final byte[] REQUEST_LINE_END = ascii(" HTTP/1.1\r\nhost: ");
    private static final byte[] LINE_END = ascii("\r\n");
    private static final byte[] CONTENT_LENGTH = ascii("content-length: ");
    private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
    private static final byte[] CLOSE = ascii("connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("connection: keep-alive\r\n");
    private static final byte[] UPGRADE = ascii("connection: upgrade\r\n");
    private static final byte[] LAST_CHUNK = ascii("0\r\n");
    private static final byte[] HEX = ascii("0123456789abcdef");

    /** What a head takes beside names, values, method, target and authority. */
    private static final int FIXED_PARTS = 192;

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

    /**
     * Writes a request's head, ended by the empty line. The content length is the head's. CONNECT is written with the authority as target; a
     * POST, PUT or PATCH without a body says so (RFC 9110 §8.6).
     */
    public static void request(RequestHead head, Framing framing, ConnectionOption connection, ByteBuf out) {
        checkRequest(head, framing);
        String authority = head.authority();
        int bound = FIXED_PARTS + FieldWriter.bound(head.headers());
        out.ensureWritable(bound + head.method().length() + head.targetLength() + 2 * authority.length());
        int start = out.writerIndex();
        ByteBufUtil.writeAscii(out, head.method());
        out.writeByte(' ');
        if (head.method().equals("CONNECT")) {
            ByteBufUtil.writeAscii(out, authority);
        } else {
            out.writeBytes(head.target(), 0, head.targetLength());
        }
        out.writeBytes(REQUEST_LINE_END);
        ByteBufUtil.writeAscii(out, authority);
        out.writeBytes(LINE_END);
        switch (framing) {
            case NONE -> {
                if (announcesEmptyBody(head.method())) {
                    contentLength(0, out);
                }
            }
            case FIXED -> contentLength(head.contentLength(), out);
            case CHUNKED -> out.writeBytes(CHUNKED);
            case UNTIL_CLOSE -> throw new AssertionError();
        }
        finish(head.headers(), connection, out, start);
    }

    /** Writes a response's head, ended by the empty line. With {@link Framing#NONE} a known content length is still written (HEAD, 304), never with 1xx or 204. */
    public static void response(ResponseHead head, Framing framing, ConnectionOption connection, ByteBuf out) {
        int status = head.status();
        byte[] line = StatusLines.of(status);
        boolean known = head.contentLength() >= 0;
        if (framing == Framing.FIXED && !known) {
            throw new IllegalArgumentException("content length: unknown (expected: known with fixed framing)");
        }
        out.ensureWritable(FIXED_PARTS + FieldWriter.bound(head.headers()));
        int start = out.writerIndex();
        out.writeBytes(line);
        if (status >= 200 && status != 204) {
            switch (framing) {
                case NONE, FIXED -> {
                    if (known) {
                        contentLength(head.contentLength(), out);
                    }
                }
                case CHUNKED -> out.writeBytes(CHUNKED);
                case UNTIL_CLOSE -> {}
            }
        }
        finish(head.headers(), connection, out, start);
    }

    /** Writes a chunk's size line; the data and {@link #chunkEnd} follow. The size is at least 1: a chunk of 0 would end the body. */
    public static void chunkStart(int size, ByteBuf out) {
        if (size <= 0) {
            throw new IllegalArgumentException("chunk size: " + size + " (expected: at least 1)");
        }
        out.ensureWritable(10);
        int shift = (31 - Integer.numberOfLeadingZeros(size)) / 4 * 4;
        for (; shift >= 0; shift -= 4) {
            out.writeByte(HEX[size >> shift & 15]);
        }
        out.writeBytes(LINE_END);
    }

    public static void chunkEnd(ByteBuf out) {
        out.writeBytes(LINE_END);
    }

    /** Writes the last chunk, trailers and the empty line. */
    public static void lastChunk(Headers trailers, ByteBuf out) {
        out.ensureWritable(LAST_CHUNK.length + FieldWriter.bound(trailers) + 2);
        int start = out.writerIndex();
        out.writeBytes(LAST_CHUNK);
        fieldsAndEmptyLine(trailers, false, out, start);
    }

    private static void finish(Headers headers, ConnectionOption connection, ByteBuf out, int start) {
        switch (connection) {
            case PERSIST -> {}
            case CLOSE -> out.writeBytes(CLOSE);
            case KEEP_ALIVE -> out.writeBytes(KEEP_ALIVE);
            case UPGRADE -> out.writeBytes(UPGRADE);
        }
        fieldsAndEmptyLine(headers, connection == ConnectionOption.UPGRADE, out, start);
    }

    private static void fieldsAndEmptyLine(Headers headers, boolean upgrade, ByteBuf out, int start) {
        try {
            FieldWriter.write(headers, upgrade, out);
        } catch (IllegalArgumentException e) {
            out.writerIndex(start);
            throw e;
        }
        out.writeBytes(LINE_END);
    }

    private static boolean announcesEmptyBody(String method) {
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    }

    private static void checkRequest(RequestHead head, Framing framing) {
        if (framing == Framing.UNTIL_CLOSE || (framing == Framing.FIXED && head.contentLength() < 0)) {
            throw new IllegalArgumentException("framing: " + framing + " (expected: one that a request can have)");
        }
        String method = head.method();
        for (int i = 0; i < method.length(); i++) {
            if (!Ascii.isTokenChar(method.charAt(i))) {
                throw new IllegalArgumentException("method: (expected: a token)");
            }
        }
        byte[] target = head.target();
        for (int i = 0; i < head.targetLength(); i++) {
            if (target[i] <= ' ' || target[i] == 0x7f) {
                throw new IllegalArgumentException("target: (expected: no space, control or non-ASCII character)");
            }
        }
        String authority = head.authority();
        for (int i = 0; i < authority.length(); i++) {
            if (authority.charAt(i) <= ' ' || authority.charAt(i) >= 0x7f) {
                throw new IllegalArgumentException("authority: (expected: no space, control or non-ASCII character)");
            }
        }
        boolean connect = method.equals("CONNECT");
        if (method.isEmpty() || (connect ? authority.isEmpty() : head.targetLength() == 0)) {
            throw new IllegalArgumentException("request line: (expected: a method and a target)");
        }
    }

    private static void contentLength(long length, ByteBuf out) {
        out.writeBytes(CONTENT_LENGTH);
        int digits = 1;
        for (long rest = length / 10; rest > 0; rest /= 10) {
            digits++;
        }
        int end = out.writerIndex() + digits;
        long rest = length;
        for (int i = end - 1; i >= end - digits; i--) {
            out.setByte(i, (int) (rest % 10) + '0');
            rest /= 10;
        }
        out.writerIndex(end);
        out.writeBytes(LINE_END);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
