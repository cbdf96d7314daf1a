package dev.windrose.http.h1;

import dev.windrose.http.Ascii;
import io.netty.buffer.ByteBuf;

/**
 * A chunk's size line (RFC 9112 §7.1), strictly: no whitespace, extensions {@code ;name}, {@code ;name=token} or {@code ;name="quoted"}, which are
 * read past and dropped. Quoted text is ASCII: not all peers take more.
 */
final class ChunkLine {
    static final int INVALID = -1;
    private static final long MAX_SIZE = 1L << 62;

    private ChunkLine() {}

    /** The size that {@code in[from, to)}, without CR LF, says; or -1. */
    static long size(ByteBuf in, int from, int to) {
        long size = 0;
        int at = from;
        while (at < to) {
            int digit = Ascii.hexValue(in.getByte(at));
            if (digit < 0) {
                break;
            }
            if (size > MAX_SIZE >> 4) {
                return INVALID;
            }
            size = size << 4 | digit;
            at++;
        }
        if (at == from || size > MAX_SIZE) {
            return INVALID;
        }
        while (at < to) {
            at = afterExtension(in, at, to);
            if (at == INVALID) {
                return INVALID;
            }
        }
        return size;
    }

    private static int afterExtension(ByteBuf in, int from, int to) {
        if (in.getByte(from) != ';') {
            return INVALID;
        }
        int at = afterToken(in, from + 1, to);
        if (at == from + 1) {
            return INVALID;
        }
        if (at == to || in.getByte(at) != '=') {
            return at;
        }
        int value = at + 1;
        if (value < to && in.getByte(value) == '"') {
            return afterQuoted(in, value + 1, to);
        }
        at = afterToken(in, value, to);
        return at == value ? INVALID : at;
    }

    private static int afterToken(ByteBuf in, int from, int to) {
        int at = from;
        while (at < to && Ascii.isTokenChar(in.getByte(at))) {
            at++;
        }
        return at;
    }

    private static int afterQuoted(ByteBuf in, int from, int to) {
        for (int at = from; at < to; at++) {
            byte b = in.getByte(at);
            if (b == '"') {
                return at + 1;
            }
            if (b == '\\' && ++at == to) {
                return INVALID;
            }
            byte quoted = in.getByte(at);
            if (quoted < 0 || !Ascii.isValueByte(quoted)) {
                return INVALID;
            }
        }
        return INVALID;
    }
}
