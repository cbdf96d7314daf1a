package dev.windrose.engine.exchange;

import dev.windrose.filter.Peer;
import dev.windrose.http.Ascii;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import java.util.Locale;

/**
 * What a proxy takes off and puts on: hop-by-hop fields go (RFC 9110 §7.6.1), X-Forwarded-* and Forwarded are believed only from trusted
 * addresses and then continued, else replaced.
 */
final class ForwardingHeaders {
    private static final String PROTECTED_PREFIX = "x-forwarded-";

    private ForwardingHeaders() {}

    static void prepareRequest(RequestHead request, Peer peer) {
        Headers headers = request.headers();
        boolean trusted = peer.isTrusted();
        if (!trusted) {
            headers.remove(HeaderName.FORWARDED);
            headers.remove(HeaderName.X_FORWARDED_FOR);
            headers.remove(HeaderName.X_FORWARDED_PROTO);
            headers.remove(HeaderName.X_FORWARDED_HOST);
            headers.remove(HeaderName.X_FORWARDED_PORT);
        }
        stripHopByHop(headers, request.upgrade());
        headers.remove(HeaderName.EXPECT);
        if (trusted && headers.contains(HeaderName.X_FORWARDED_FOR)) {
            headers.set(
                    HeaderName.X_FORWARDED_FOR, headers.joined(HeaderName.X_FORWARDED_FOR) + ", " + peer.remoteHost());
        } else {
            headers.add(HeaderName.X_FORWARDED_FOR, peer.remoteHost());
        }
        addUnlessThere(headers, HeaderName.X_FORWARDED_PROTO, request.scheme());
        addUnlessThere(headers, HeaderName.X_FORWARDED_HOST, request.authority());
    }

    static void prepareResponse(Headers headers, boolean upgrade) {
        stripHopByHop(headers, upgrade);
    }

    private static void addUnlessThere(Headers headers, HeaderName name, String value) {
        if (!headers.contains(name)) {
            headers.add(name, value);
        }
    }

    private static void stripHopByHop(Headers headers, boolean upgrade) {
        if (headers.contains(HeaderName.CONNECTION)) {
            removeNamedByConnection(headers);
            headers.remove(HeaderName.CONNECTION);
        }
        int te = headers.find(HeaderName.TE);
        if (te >= 0 && !headers.valueEqualsIgnoreCase(te, "trailers")) {
            headers.remove(HeaderName.TE);
        }
        headers.remove(HeaderName.KEEP_ALIVE);
        headers.remove(HeaderName.PROXY_CONNECTION);
        headers.remove(HeaderName.TRANSFER_ENCODING);
        headers.remove(HeaderName.HTTP2_SETTINGS);
        if (!upgrade) {
            headers.remove(HeaderName.UPGRADE);
        }
    }

    /** A Connection field may name what is meant for this hop, but never what identifies the caller. */
    private static void removeNamedByConnection(Headers headers) {
        int slot = headers.find(HeaderName.CONNECTION);
        if (headers.findFrom(HeaderName.CONNECTION, slot + 1) < 0
                && headers.valueEqualsIgnoreCase(slot, "keep-alive")) {
            return;
        }
        String options = headers.joined(HeaderName.CONNECTION);
        for (String option : options == null ? new String[0] : options.split(",", -1)) {
            String name = option.strip().toLowerCase(Locale.ROOT);
            if (!name.isEmpty() && isToken(name) && !isProtected(name)) {
                headers.remove(HeaderName.of(name));
            }
        }
    }

    private static boolean isToken(String name) {
        return name.chars().allMatch(Ascii::isTokenChar);
    }

    private static boolean isProtected(String name) {
        return name.startsWith(PROTECTED_PREFIX)
                || switch (name) {
                    case "host",
                            "forwarded",
                            "authorization",
                            "cookie",
                            "x-request-id",
                            "traceparent",
                            "content-length",
                            "upgrade",
                            "te" -> true;
                    default -> false;
                };
    }
}
