package dev.windrose.http.h1;

import dev.windrose.http.Ascii;
import dev.windrose.http.Headers;
import org.jspecify.annotations.Nullable;

/** Field lines (RFC 9112 §5), strictly: a token, a colon at once, a value without control characters, CR LF. No folded lines. */
final class FieldLines {
    private FieldLines() {}

    /**
     * Adds the fields in {@code headers.array()[from, to)}, where every line, also the last, ends with CR LF.
     *
     * @return null, or why they are refused, for a request
     */
    static @Nullable Rejection parse(Headers headers, int from, int to, int maxCount) {
        byte[] bytes = headers.array();
        int at = from;
        int count = 0;
        while (at < to) {
            int name = at;
            while (Ascii.isTokenChar(bytes[at])) {
                at++;
            }
            if (at == name || bytes[at] != ':') {
                return badName(bytes, name, at);
            }
            int nameLength = at - name;
            at++;
            while (isBlank(bytes[at])) {
                at++;
            }
            int value = at;
            while (Ascii.isValueByte(bytes[at])) {
                at++;
            }
            if (bytes[at] != '\r' || bytes[at + 1] != '\n') {
                return badHeader("A header's value contains a control character.");
            }
            int valueEnd = at;
            while (valueEnd > value && isBlank(bytes[valueEnd - 1])) {
                valueEnd--;
            }
            if (++count > maxCount) {
                return Rejection.Reason.HEADERS_TOO_LARGE.because("The message has too many headers.");
            }
            headers.field(name, nameLength, value, valueEnd - value);
            at += 2;
        }
        return null;
    }

    /** Whether a name has an underscore: gateways behind us may read it as a hyphen, and so as a name we have checked. */
    static boolean hasUnderscore(Headers headers, int slot) {
        byte[] bytes = headers.array();
        int start = headers.nameStart(slot);
        for (int i = start; i < start + headers.nameLength(slot); i++) {
            if (bytes[i] == '_') {
                return true;
            }
        }
        return false;
    }

    static Rejection badHeader(String detail) {
        return Rejection.Reason.BAD_HEADER.because(detail);
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static Rejection badName(byte[] bytes, int name, int at) {
        if (at == name) {
            return badHeader(
                    isBlank(bytes[at]) ? "A header is folded over two lines." : "A header's name is empty or invalid.");
        }
        return badHeader(
                isBlank(bytes[at])
                        ? "There is whitespace between a header's name and the colon."
                        : "A header's name contains an invalid character.");
    }
}
