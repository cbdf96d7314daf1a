package dev.windrose.engine.route;

import com.google.re2j.Pattern;
import dev.windrose.http.Ascii;
import dev.windrose.http.RequestHead;
import java.nio.charset.StandardCharsets;

/** Conditions on the first query parameter of a name, compared after percent-decoding; a plus sign is a space. */
final class QueryCondition {
    private QueryCondition() {}

    /** The value is this text in UTF-8. */
    static final class Exact implements Condition {
        private final byte[] name;
        private final byte[] value;

        Exact(String name, String value) {
            this.name = name.getBytes(StandardCharsets.UTF_8);
            this.value = value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public boolean holds(RequestHead request) {
            int pair = find(request, name);
            if (pair < 0) {
                return false;
            }
            int start = valueStart(request, pair);
            return decodesTo(request.target(), start, end(request, start, (byte) '&'), value);
        }
    }

    /** The whole value matches an expression. */
    static final class Regex implements Condition {
        private final byte[] name;
        private final Pattern pattern;

        Regex(String name, Pattern pattern) {
            this.name = name.getBytes(StandardCharsets.UTF_8);
            this.pattern = pattern;
        }

        @Override
        public boolean holds(RequestHead request) {
            int pair = find(request, name);
            if (pair < 0) {
                return false;
            }
            int start = valueStart(request, pair);
            return pattern.matches(decoded(request.target(), start, end(request, start, (byte) '&')));
        }
    }

    /** Where the first pair of a name starts, or -1. */
    private static int find(RequestHead request, byte[] name) {
        int start = request.pathLength() + 1;
        while (start < request.targetLength()) {
            int pairEnd = end(request, start, (byte) '&');
            int nameEnd = Math.min(end(request, start, (byte) '='), pairEnd);
            if (decodesTo(request.target(), start, nameEnd, name)) {
                return start;
            }
            start = pairEnd + 1;
        }
        return -1;
    }

    /** Where a pair's value starts; at its end when it has none. */
    private static int valueStart(RequestHead request, int pair) {
        int pairEnd = end(request, pair, (byte) '&');
        return Math.min(end(request, pair, (byte) '=') + 1, pairEnd);
    }

    private static int end(RequestHead request, int from, byte delimiter) {
        int at = from;
        while (at < request.targetLength() && request.target()[at] != delimiter) {
            at++;
        }
        return at;
    }

    private static boolean decodesTo(byte[] bytes, int from, int to, byte[] expected) {
        int at = from;
        for (byte b : expected) {
            if (at >= to || decodedAt(bytes, at, to) != b) {
                return false;
            }
            at += width(bytes, at, to);
        }
        return at == to;
    }

    private static String decoded(byte[] bytes, int from, int to) {
        byte[] text = new byte[to - from];
        int length = 0;
        for (int at = from; at < to; at += width(bytes, at, to)) {
            text[length++] = decodedAt(bytes, at, to);
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    private static byte decodedAt(byte[] bytes, int at, int to) {
        if (isEncoded(bytes, at, to)) {
            return (byte) (Ascii.hexValue(bytes[at + 1]) << 4 | Ascii.hexValue(bytes[at + 2]));
        }
        return bytes[at] == '+' ? (byte) ' ' : bytes[at];
    }

    private static int width(byte[] bytes, int at, int to) {
        return isEncoded(bytes, at, to) ? 3 : 1;
    }

    /** A percent sign without two digits stands for itself. */
    private static boolean isEncoded(byte[] bytes, int at, int to) {
        return bytes[at] == '%'
                && at + 2 < to
                && Ascii.hexValue(bytes[at + 1]) >= 0
                && Ascii.hexValue(bytes[at + 2]) >= 0;
    }
}
