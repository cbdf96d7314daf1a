package dev.windrose.http.h1;

import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks host and port (RFC 3986 §3.2, without user information, percent-encodings and sub-delimiters, which no host name needs) and remembers
 * the last one, since the requests of a connection nearly always name the same.
 */
public final class Authorities {
    private static final int MAX_PORT = 65_535;

    private byte[] lastBytes = {};
    private String last = "";

    public Authorities() {}

    /** The authority in lower case, or null if it is invalid. An empty one is. */
    @Nullable
    public String of(byte[] bytes, int start, int length) {
        if (length == 0) {
            return null;
        }
        if (Arrays.equals(lastBytes, 0, lastBytes.length, bytes, start, start + length)) {
            return last;
        }
        if (!isValid(bytes, start, start + length)) {
            return null;
        }
        lastBytes = Arrays.copyOfRange(bytes, start, start + length);
        last = new String(lastBytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        return last;
    }

    /** Whether a valid authority names a port. */
    static boolean hasPort(String authority) {
        return authority.lastIndexOf(':') > authority.lastIndexOf(']');
    }

    private static boolean isValid(byte[] bytes, int from, int to) {
        int at = bytes[from] == '[' ? endOfLiteral(bytes, from, to) : endOfName(bytes, from, to);
        if (at == from) {
            return false;
        }
        return at == to || (bytes[at] == ':' && isPort(bytes, at + 1, to));
    }

    private static int endOfName(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isNameByte(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isNameByte(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '.'
                || b == '-'
                || b == '_'
                || b == '~';
    }

    /** Where a valid bracketed IPv6 address ends; {@code from} if it is not valid. */
    private static int endOfLiteral(byte[] bytes, int from, int to) {
        int close = from;
        while (close < to && bytes[close] != ']') {
            if (bytes[close] == '%') {
                return from;
            }
            close++;
        }
        if (close == to) {
            return from;
        }
        String address = new String(bytes, from + 1, close - from - 1, StandardCharsets.ISO_8859_1);
        return NetUtil.isValidIpV6Address(address) ? close + 1 : from;
    }

    private static boolean isPort(byte[] bytes, int from, int to) {
        if (from == to || to - from > 5) {
            return false;
        }
        int port = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
            port = port * 10 + bytes[i] - '0';
        }
        return port <= MAX_PORT;
    }
}
