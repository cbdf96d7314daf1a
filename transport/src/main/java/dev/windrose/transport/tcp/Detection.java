package dev.windrose.transport.tcp;

import io.netty.buffer.ByteBuf;

/** Tells by a connection's first bytes what its client speaks. */
public enum Detection {
    HTTP1,
    HTTP2,
    BYTES,
    /** More bytes are needed. */
    OPEN;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] VERSION = " HTTP/1.".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final int MAX_METHOD = 24;
    /** A request line beyond is not waited for. */
    private static final int MAX_LINE = 8 * 1024;

    /** Whether it is HTTP/2 with prior knowledge (RFC 9113 §3.3), where the only other choice is HTTP/1. */
    public static Detection ofHttp(ByteBuf first) {
        return switch (preface(first)) {
            case HTTP2 -> HTTP2;
            case OPEN -> OPEN;
            case HTTP1, BYTES -> HTTP1;
        };
    }

    /** HTTP/1 is a whole request line that ends in its version; a method alone could begin many protocols. */
    public static Detection of(ByteBuf first) {
        Detection preface = preface(first);
        return preface == BYTES ? requestLine(first) : preface;
    }

    private static Detection preface(ByteBuf first) {
        int length = Math.min(first.readableBytes(), PREFACE.length);
        for (int i = 0; i < length; i++) {
            if (first.getByte(first.readerIndex() + i) != PREFACE[i]) {
                return BYTES;
            }
        }
        return length == PREFACE.length ? HTTP2 : OPEN;
    }

    private static Detection requestLine(ByteBuf first) {
        int from = first.readerIndex();
        int end = Math.min(first.writerIndex(), from + MAX_LINE);
        boolean method = true;
        for (int i = from; i < end; i++) {
            byte b = first.getByte(i);
            if (method) {
                if (b == ' ' && i > from) {
                    method = false;
                } else if (!isMethodByte(b) || i - from >= MAX_METHOD) {
                    return BYTES;
                }
            } else if (b == '\n') {
                return endsWithVersion(first, from, i) ? HTTP1 : BYTES;
            } else if (b < ' ' && b != '\r' && b >= 0) {
                return BYTES;
            }
        }
        return end - from >= MAX_LINE ? BYTES : OPEN;
    }

    private static boolean isMethodByte(byte b) {
        return (b >= 'A' && b <= 'Z') || b == '-' || b == '_';
    }

    /** {@code end} is the line feed; one carriage return in front of it may be missing. */
    private static boolean endsWithVersion(ByteBuf line, int from, int end) {
        int last = line.getByte(end - 1) == '\r' ? end - 1 : end;
        int start = last - VERSION.length - 1;
        if (start < from) {
            return false;
        }
        for (int i = 0; i < VERSION.length; i++) {
            if (line.getByte(start + i) != VERSION[i]) {
                return false;
            }
        }
        return true;
    }
}
