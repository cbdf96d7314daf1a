package dev.windrose.engine.exchange;

import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The identity of one exchange: the request id, and the trace that it belongs to (W3C Trace Context). An id made here is 128 random bits and
 * serves as the trace id too, so that a log line leads to its trace. Text is made only when someone asks.
 */
public final class RequestId {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);
    private static final int ID_LENGTH = 32;
    private static final int TRACEPARENT_LENGTH = 55;
    /** Longer ids from outside are replaced: an id is copied into every log line. */
    private static final int MAX_LENGTH = 128;

    private final long high;
    private final long low;
    private @Nullable String given;
    private @Nullable String text;

    private RequestId(long high, long low) {
        this.high = high;
        this.low = low;
    }

    /** An id for what never became an exchange. */
    public static String fresh() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new RequestId(random.nextLong() | 1, random.nextLong()).toString();
    }

    /** Reads what a trusted peer sent, makes what is missing, and writes both headers. */
    static RequestId assign(Headers headers, boolean trusted) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        RequestId id = new RequestId(random.nextLong() | 1, random.nextLong());
        int slot = headers.find(HeaderName.X_REQUEST_ID);
        if (trusted && slot >= 0 && headers.valueLength(slot) > 0 && headers.valueLength(slot) <= MAX_LENGTH) {
            id.given = headers.value(slot);
        } else {
            if (slot >= 0) {
                headers.remove(HeaderName.X_REQUEST_ID);
            }
            id.write(headers, HeaderName.X_REQUEST_ID);
        }
        if (!isTraced(headers)) {
            headers.remove(HeaderName.TRACEPARENT);
            headers.remove(HeaderName.TRACESTATE);
            id.writeTrace(headers, random.nextLong() | 1);
        }
        return id;
    }

    /** Whether there is one parent that can be continued; one that is not well-formed begins a new trace (W3C Trace Context §3.2.2, §4.3). */
    private static boolean isTraced(Headers headers) {
        int slot = headers.find(HeaderName.TRACEPARENT);
        if (slot < 0
                || headers.findFrom(HeaderName.TRACEPARENT, slot + 1) >= 0
                || headers.valueLength(slot) < TRACEPARENT_LENGTH) {
            return false;
        }
        byte[] bytes = headers.array();
        int at = headers.valueStart(slot);
        boolean first = bytes[at] == '0' && bytes[at + 1] == '0';
        boolean later = !first && !(bytes[at] == 'f' && bytes[at + 1] == 'f') && areHex(bytes, at, 2);
        boolean end = headers.valueLength(slot) == TRACEPARENT_LENGTH || later && bytes[at + TRACEPARENT_LENGTH] == '-';
        return (first || later)
                && end
                && bytes[at + 2] == '-'
                && isId(bytes, at + 3, 32)
                && bytes[at + 35] == '-'
                && isId(bytes, at + 36, 16)
                && bytes[at + 52] == '-'
                && areHex(bytes, at + 53, 2);
    }

    private static boolean areHex(byte[] bytes, int at, int count) {
        for (int i = at; i < at + count; i++) {
            byte b = bytes[i];
            if (!(b >= '0' && b <= '9' || b >= 'a' && b <= 'f')) {
                return false;
            }
        }
        return true;
    }

    /** Hexadecimal digits that are not all zero. */
    private static boolean isId(byte[] bytes, int at, int count) {
        boolean some = false;
        for (int i = at; i < at + count; i++) {
            some |= bytes[i] != '0';
        }
        return some && areHex(bytes, at, count);
    }

    private void write(Headers headers, HeaderName name) {
        int at = headers.add(name, ID_LENGTH);
        hex(high, headers.array(), at);
        hex(low, headers.array(), at + 16);
    }

    private void writeTrace(Headers headers, long span) {
        int at = headers.add(HeaderName.TRACEPARENT, TRACEPARENT_LENGTH);
        byte[] out = headers.array();
        out[at] = '0';
        out[at + 1] = '0';
        out[at + 2] = '-';
        hex(high, out, at + 3);
        hex(low, out, at + 19);
        out[at + 35] = '-';
        hex(span, out, at + 36);
        out[at + 52] = '-';
        out[at + 53] = '0';
        out[at + 54] = '0';
    }

    private static void hex(long value, byte[] out, int at) {
        for (int i = 15; i >= 0; i--) {
            out[at + i] = HEX[(int) (value & 15)];
            value >>>= 4;
        }
    }

    @Override
    public String toString() {
        if (given != null) {
            return given;
        }
        if (text == null) {
            byte[] out = new byte[ID_LENGTH];
            hex(high, out, 0);
            hex(low, out, 16);
            text = new String(out, StandardCharsets.ISO_8859_1);
        }
        return text;
    }
}
