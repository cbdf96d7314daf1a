package dev.windrose.http.h1;

import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;

/**
 * Which trailers may be forwarded: not those that decide framing, routing, authentication or how the content is read (RFC 9110 §6.5.1), since
 * whoever merges trailers into headers would take them for checked ones.
 */
public final class TrailerNames {
    private static final HeaderName[] FORBIDDEN = {
        HeaderName.HOST,
        HeaderName.CONNECTION,
        HeaderName.KEEP_ALIVE,
        HeaderName.PROXY_CONNECTION,
        HeaderName.TRANSFER_ENCODING,
        HeaderName.CONTENT_LENGTH,
        HeaderName.CONTENT_TYPE,
        HeaderName.TE,
        HeaderName.TRAILER,
        HeaderName.UPGRADE,
        HeaderName.EXPECT,
        HeaderName.COOKIE,
        HeaderName.DATE,
        HeaderName.LOCATION,
        HeaderName.ORIGIN,
        HeaderName.VARY,
        HeaderName.AUTHORIZATION,
        HeaderName.HTTP2_SETTINGS,
        HeaderName.FORWARDED,
        HeaderName.X_REQUEST_ID,
        HeaderName.TRACEPARENT,
        HeaderName.TRACESTATE,
        HeaderName.of("set-cookie"),
        HeaderName.of("proxy-authorization"),
        HeaderName.of("proxy-authenticate"),
        HeaderName.of("www-authenticate"),
        HeaderName.of("authentication-info"),
        HeaderName.of("content-encoding"),
        HeaderName.of("content-range"),
        HeaderName.of("cache-control"),
        HeaderName.of("age"),
        HeaderName.of("expires"),
        HeaderName.of("pragma"),
        HeaderName.of("range"),
        HeaderName.of("if-match"),
        HeaderName.of("if-none-match"),
        HeaderName.of("if-modified-since"),
        HeaderName.of("if-unmodified-since"),
        HeaderName.of("if-range"),
        HeaderName.of("max-forwards"),
        HeaderName.of("retry-after"),
        HeaderName.of("early-data"),
        HeaderName.of("x-real-ip"),
        HeaderName.of("strict-transport-security"),
    };
    private static final byte[] FORWARDED_PREFIX = {'x', '-', 'f', 'o', 'r', 'w', 'a', 'r', 'd', 'e', 'd', '-'};

    private TrailerNames() {}

    public static void dropForbidden(Headers trailers) {
        for (int slot = 0; slot < trailers.slots(); slot++) {
            if (isForbidden(trailers, slot)) {
                trailers.removeSlot(slot);
            }
        }
    }

    private static boolean isForbidden(Headers trailers, int slot) {
        for (HeaderName name : FORBIDDEN) {
            if (trailers.nameIs(slot, name)) {
                return true;
            }
        }
        return hasForwardedPrefix(trailers, slot) || FieldLines.hasUnderscore(trailers, slot);
    }

    private static boolean hasForwardedPrefix(Headers trailers, int slot) {
        if (trailers.nameLength(slot) < FORWARDED_PREFIX.length) {
            return false;
        }
        for (int i = 0; i < FORWARDED_PREFIX.length; i++) {
            if (trailers.array()[trailers.nameStart(slot) + i] != FORWARDED_PREFIX[i]) {
                return false;
            }
        }
        return true;
    }
}
