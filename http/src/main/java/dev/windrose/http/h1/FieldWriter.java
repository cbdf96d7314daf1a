package dev.windrose.http.h1;

import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes a header table's fields. Those that a parser found line by line still lie so in the table's array, with colons and line ends between
 * them, and are copied in one go.
 */
final class FieldWriter {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long CRS = ONES * '\r';
    private static final long LFS = ONES * '\n';
    private static final byte[] SEPARATOR = {':', ' '};
    private static final byte[] LINE_END = {'\r', '\n'};

    private FieldWriter() {}

    /** An upper bound of what {@link #write} writes. */
    static int bound(Headers headers) {
        int bound = 0;
        for (int slot = 0; slot < headers.slots(); slot++) {
            if (headers.isLive(slot)) {
                bound += headers.nameLength(slot) + headers.valueLength(slot) + 4;
            }
        }
        return bound;
    }

    /** Writes all fields but those of framing and connection, and Upgrade unless {@code upgrade}. The buffer must have room. */
    static void write(Headers headers, boolean upgrade, ByteBuf out) {
        byte[] bytes = headers.array();
        int runStart = 0;
        int runEnd = 0;
        for (int slot = 0; slot < headers.slots(); slot++) {
            if (!headers.isLive(slot) || isSkipped(headers, slot, upgrade)) {
                continue;
            }
            int name = headers.nameStart(slot);
            int nameEnd = name + headers.nameLength(slot);
            int value = headers.valueStart(slot);
            int valueEnd = value + headers.valueLength(slot);
            check(bytes, name, nameEnd);
            check(bytes, value, valueEnd);
            if (!isLine(bytes, nameEnd, value, valueEnd)) {
                out.writeBytes(bytes, runStart, runEnd - runStart);
                runEnd = runStart;
                out.writeBytes(bytes, name, nameEnd - name);
                out.writeBytes(SEPARATOR);
                out.writeBytes(bytes, value, valueEnd - value);
                out.writeBytes(LINE_END);
                continue;
            }
            if (name != runEnd) {
                out.writeBytes(bytes, runStart, runEnd - runStart);
                runStart = name;
            }
            runEnd = valueEnd + 2;
        }
        out.writeBytes(bytes, runStart, runEnd - runStart);
    }

    /** Whether a field lies in the array as it is to be written. */
    private static boolean isLine(byte[] bytes, int nameEnd, int value, int valueEnd) {
        return value == nameEnd + 2
                && valueEnd + 1 < bytes.length
                && bytes[nameEnd] == ':'
                && bytes[nameEnd + 1] == ' '
                && bytes[valueEnd] == '\r'
                && bytes[valueEnd + 1] == '\n';
    }

    private static boolean isSkipped(Headers headers, int slot, boolean upgrade) {
        return switch (headers.nameLength(slot)) {
            case 4 -> headers.nameIs(slot, HeaderName.HOST);
            case 7 -> !upgrade && headers.nameIs(slot, HeaderName.UPGRADE);
            case 10 -> headers.nameIs(slot, HeaderName.CONNECTION) || headers.nameIs(slot, HeaderName.KEEP_ALIVE);
            case 14 -> headers.nameIs(slot, HeaderName.CONTENT_LENGTH);
            case 17 -> headers.nameIs(slot, HeaderName.TRANSFER_ENCODING);
            default -> false;
        };
    }

    /** Throws {@link IllegalArgumentException} if there is a CR, LF or NUL: it would end the field and begin something else. */
    private static void check(byte[] bytes, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = (long) LONG.get(bytes, at);
            if ((zeros(word) | zeros(word ^ CRS) | zeros(word ^ LFS)) != 0) {
                throw injection();
            }
        }
        for (; at < to; at++) {
            byte b = bytes[at];
            if (b == 0 || b == '\r' || b == '\n') {
                throw injection();
            }
        }
    }

    /** Not 0 if a byte of the word is. */
    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGHS;
    }

    private static IllegalArgumentException injection() {
        return new IllegalArgumentException("header: (expected: no CR, LF or NUL)");
    }
}
