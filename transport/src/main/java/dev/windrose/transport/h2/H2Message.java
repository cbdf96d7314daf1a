package dev.windrose.transport.h2;

import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.ResponseHead;
import dev.windrose.http.Version;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What requests, responses and trailers share. */
final class H2Message {
    static final long MALFORMED = -2;

    private H2Message() {}

    static boolean hasPseudo(Http2Headers headers) {
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            if (!field.getKey().isEmpty() && field.getKey().charAt(0) == ':') {
                return true;
            }
        }
        return false;
    }

    /** A response's head, or null if it is malformed (RFC 9113 §8.3.2). */
    static @Nullable ResponseHead response(Http2Headers from) {
        CharSequence status = from.status();
        if (status == null || status.length() != 3) {
            return null;
        }
        int code = 0;
        for (int i = 0; i < 3; i++) {
            code = code * 10 + Character.digit(status.charAt(i), 10);
        }
        ResponseHead head = new ResponseHead();
        head.version(Version.HTTP_2);
        head.status(code);
        // 101 has no meaning in HTTP/2 (RFC 9113 §8.6).
        if (code < 100 || code > 599 || code == 101 || !H2Fields.read(from, head.headers())) {
            return null;
        }
        return length(head) ? head : null;
    }

    private static boolean length(ResponseHead head) {
        long length = declaredLength(head.headers());
        head.contentLength(length);
        return length != MALFORMED;
    }

    /** The content length, {@link ResponseHead#UNKNOWN_LENGTH} without, or {@link #MALFORMED}. */
    static long declaredLength(Headers headers) {
        int slot = headers.find(HeaderName.CONTENT_LENGTH);
        if (slot < 0) {
            return ResponseHead.UNKNOWN_LENGTH;
        }
        int digits = headers.valueLength(slot);
        if (digits == 0 || digits > 18 || headers.findFrom(HeaderName.CONTENT_LENGTH, slot + 1) >= 0) {
            return MALFORMED;
        }
        long value = 0;
        for (int i = headers.valueStart(slot); i < headers.valueStart(slot) + digits; i++) {
            int digit = headers.array()[i] - '0';
            if (digit < 0 || digit > 9) {
                return MALFORMED;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
