package dev.windrose.http.h1;

import dev.windrose.http.Ascii;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.Version;
import org.jspecify.annotations.Nullable;

/** What the fields of one head say about the connection and the body, read in one pass. Reused for the next head. */
final class ControlFields {
    /** Enough for any body, and so few digits that the number cannot overflow. */
    private static final int MAX_LENGTH_DIGITS = 18;

    private static final byte[] CLOSE = {'c', 'l', 'o', 's', 'e'};
    private static final byte[] KEEP_ALIVE = {'k', 'e', 'e', 'p', '-', 'a', 'l', 'i', 'v', 'e'};
    private static final byte[] UPGRADE = {'u', 'p', 'g', 'r', 'a', 'd', 'e'};

    /** The slot of Host, or -1. */
    int host;

    int hosts;
    /** As declared, or -1. */
    long contentLength;

    boolean chunked;
    private int upgrades;
    private boolean webSocket;
    /** The slot of Expect, or -1. */
    int expect;

    int expects;
    private boolean close;
    private boolean keepAlive;
    private boolean upgradeOption;

    /** Reads a head's fields. Returns null, or why its framing is refused, for a request. */
    @Nullable
    Rejection read(Headers headers, Version version) {
        clear();
        for (int slot = 0; slot < headers.slots(); slot++) {
            String problem = field(headers, slot);
            if (problem != null) {
                return badFraming(problem);
            }
        }
        if (chunked && contentLength >= 0) {
            return badFraming("Content-Length and Transfer-Encoding contradict each other.");
        }
        if (chunked && version == Version.HTTP_1_0) {
            return badFraming("HTTP/1.0 has no Transfer-Encoding.");
        }
        return null;
    }

    /** Whether the connection may be used again, so far as the fields say. */
    boolean persists(Version version) {
        return !close && (version == Version.HTTP_1_1 || keepAlive);
    }

    /**
     * Whether the sender asks for WebSocket, and for nothing else. No other protocol is passed: what an endpoint would speak then, HTTP/2 in clear
     * for one, goes past routes and filters.
     */
    boolean upgrades(Version version) {
        return webSocket && upgrades == 1 && upgradeOption && version == Version.HTTP_1_1;
    }

    static Rejection badFraming(String detail) {
        return Rejection.Reason.BAD_FRAMING.because(detail);
    }

    private void clear() {
        host = -1;
        hosts = 0;
        contentLength = -1;
        chunked = false;
        upgrades = 0;
        webSocket = false;
        expect = -1;
        expects = 0;
        close = false;
        keepAlive = false;
        upgradeOption = false;
    }

    /** The length of a name tells most fields apart without comparing bytes. */
    private @Nullable String field(Headers headers, int slot) {
        switch (headers.nameLength(slot)) {
            case 4 -> host(headers, slot);
            case 6 -> expect(headers, slot);
            case 7 -> upgrade(headers, slot);
            case 10 -> connection(headers, slot);
            case 14 -> {
                return headers.nameIs(slot, HeaderName.CONTENT_LENGTH) ? contentLength(headers, slot) : null;
            }
            case 17 -> {
                return headers.nameIs(slot, HeaderName.TRANSFER_ENCODING) ? transferEncoding(headers, slot) : null;
            }
            default -> {}
        }
        return null;
    }

    private void host(Headers headers, int slot) {
        if (headers.nameIs(slot, HeaderName.HOST)) {
            host = slot;
            hosts++;
        }
    }

    private void upgrade(Headers headers, int slot) {
        if (headers.nameIs(slot, HeaderName.UPGRADE)) {
            upgrades++;
            webSocket = headers.valueEqualsIgnoreCase(slot, "websocket");
        }
    }

    private void expect(Headers headers, int slot) {
        if (headers.nameIs(slot, HeaderName.EXPECT)) {
            expect = slot;
            expects++;
        }
    }

    private @Nullable String contentLength(Headers headers, int slot) {
        if (contentLength >= 0) {
            return "There is more than one Content-Length.";
        }
        int length = headers.valueLength(slot);
        if (length == 0 || length > MAX_LENGTH_DIGITS) {
            return "Content-Length is not a number of bytes.";
        }
        byte[] bytes = headers.array();
        int start = headers.valueStart(slot);
        long value = 0;
        for (int i = start; i < start + length; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return "Content-Length is not a number of bytes.";
            }
            value = value * 10 + digit;
        }
        contentLength = value;
        return null;
    }

    private @Nullable String transferEncoding(Headers headers, int slot) {
        if (chunked) {
            return "There is more than one Transfer-Encoding.";
        }
        if (!headers.valueEqualsIgnoreCase(slot, "chunked")) {
            return "Transfer-Encoding is not chunked.";
        }
        chunked = true;
        return null;
    }

    private void connection(Headers headers, int slot) {
        if (!headers.nameIs(slot, HeaderName.CONNECTION)) {
            return;
        }
        byte[] bytes = headers.array();
        int at = headers.valueStart(slot);
        int end = at + headers.valueLength(slot);
        while (at < end) {
            int comma = at;
            while (comma < end && bytes[comma] != ',') {
                comma++;
            }
            option(bytes, at, comma);
            at = comma + 1;
        }
    }

    private void option(byte[] bytes, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && FieldLines.isBlank(bytes[start])) {
            start++;
        }
        while (end > start && FieldLines.isBlank(bytes[end - 1])) {
            end--;
        }
        close |= equalsIgnoreCase(bytes, start, end, CLOSE);
        keepAlive |= equalsIgnoreCase(bytes, start, end, KEEP_ALIVE);
        upgradeOption |= equalsIgnoreCase(bytes, start, end, UPGRADE);
    }

    private static boolean equalsIgnoreCase(byte[] bytes, int from, int to, byte[] lowerCase) {
        if (to - from != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            if (Ascii.toLower(bytes[from + i]) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }
}
