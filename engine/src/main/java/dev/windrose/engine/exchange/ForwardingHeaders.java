package dev.windrose.engine.exchange;

import dev.windrose.filter.Peer;
import dev.windrose.http.Ascii;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What a proxy takes off and puts on: hop-by-hop fields go (RFC 9110 §7.6.1); X-Forwarded-*, X-Real-IP, Forwarded (RFC 7239) and X-Request-ID are
 * believed only from trusted addresses, and then continued. Names that differ from these only by an underscore go too, since many services take
 * the two for the same.
 */
final class ForwardingHeaders {
    private static final String PROTECTED_PREFIX = "x-forwarded-";
    /** Names beginning so, or being so, with {@code -} for both signs. */
    private static final byte[] X_FORWARDED = bytes(PROTECTED_PREFIX);

    private static final byte[] X_REAL_IP = bytes("x-real-ip");
    private static final byte[] X_REQUEST_ID = bytes("x-request-id");
    private static final byte[] FORWARDED = bytes("forwarded");
    private static final byte[] HOST = bytes(";host=\"");

    private ForwardingHeaders() {}

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static void prepareRequest(RequestHead request, Peer peer) {
        Headers headers = request.headers();
        boolean trusted = peer.isTrusted();
        if (trusted) {
            takeScheme(request);
        } else {
            removeClaims(headers);
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
        if (!request.authority().isEmpty()) {
            addUnlessThere(headers, HeaderName.X_FORWARDED_HOST, request.authority());
        }
        if (!trusted || !headers.contains(HeaderName.X_FORWARDED_PORT)) {
            headers.add(HeaderName.X_FORWARDED_PORT, port(request));
        }
        forwarded(request, peer);
    }

    /** How the client spoke to the proxy before us. */
    private static void takeScheme(RequestHead request) {
        String said = request.headers().first(HeaderName.X_FORWARDED_PROTO);
        if (said != null && (said.equals("https") || said.equals("http"))) {
            request.scheme(said);
        }
    }

    /** A client of HTTP/1.0 may not have said which host it meant: endpoints are told the address that it came to. */
    static void nameHost(RequestHead request, Peer peer) {
        if (request.authority().isEmpty()) {
            request.authority(NetUtil.toSocketAddressString(peer.localAddress()));
        }
    }

    /** What a peer says about where a request came from. One pass, since names that only look alike are many. */
    private static void removeClaims(Headers headers) {
        byte[] bytes = headers.array();
        for (int slot = headers.slots() - 1; slot >= 0; slot--) {
            if (headers.isLive(slot)) {
                int start = headers.nameStart(slot);
                byte first = bytes[start];
                if ((first == 'x' || first == 'f') && isClaim(bytes, start, headers.nameLength(slot))) {
                    headers.removeSlot(slot);
                }
            }
        }
    }

    /** X-Request-ID itself is left to {@link RequestId}. */
    private static boolean isClaim(byte[] name, int start, int length) {
        return length >= X_FORWARDED.length && looksLike(X_FORWARDED, name, start)
                || length == X_REAL_IP.length && looksLike(X_REAL_IP, name, start)
                || length == FORWARDED.length && looksLike(FORWARDED, name, start)
                || length == X_REQUEST_ID.length
                        && looksLike(X_REQUEST_ID, name, start)
                        && (name[start + 1] == '_' || name[start + 9] == '_');
    }

    private static boolean looksLike(byte[] known, byte[] name, int start) {
        for (int i = 0; i < known.length; i++) {
            byte b = name[start + i];
            if (b != known[i] && !(b == '_' && known[i] == '-')) {
                return false;
            }
        }
        return true;
    }

    /** The port that the client used: of its Host, else the usual one. */
    private static String port(RequestHead request) {
        String authority = request.authority();
        int colon = authority.lastIndexOf(':');
        if (colon > authority.lastIndexOf(']') && colon < authority.length() - 1) {
            return authority.substring(colon + 1);
        }
        return request.scheme().equals("https") ? "443" : "80";
    }

    /** Continues what a trusted peer sent; begins a field only where the configuration asks for one, since X-Forwarded-* says the same. */
    private static void forwarded(RequestHead request, Peer peer) {
        byte[] element = peer.forwardedElement();
        Headers headers = request.headers();
        boolean begun = headers.contains(HeaderName.FORWARDED);
        if (element == null || !(begun || peer.wantsForwarded())) {
            return;
        }
        String authority = request.authority();
        boolean plain = authority.indexOf('"') < 0 && authority.indexOf('\\') < 0;
        String before = begun ? headers.joined(HeaderName.FORWARDED) + ", " : "";
        headers.remove(HeaderName.FORWARDED);
        int host = plain ? HOST.length + authority.length() + 1 : 0;
        int at = headers.add(HeaderName.FORWARDED, before.length() + element.length + host);
        byte[] out = headers.array();
        at = put(before, out, at);
        System.arraycopy(element, 0, out, at, element.length);
        at += element.length;
        if (plain) {
            System.arraycopy(HOST, 0, out, at, HOST.length);
            out[put(authority, out, at + HOST.length)] = '"';
        }
    }

    private static int put(String text, byte[] out, int at) {
        for (int i = 0; i < text.length(); i++) {
            out[at + i] = (byte) text.charAt(i);
        }
        return at + text.length();
    }

    /**
     * Drops a request's trailers (RFC 9110 §6.5.1 lets every server do so; gRPC's requests have none): they come after the filters have looked at the
     * headers, and a service that merges the two would take for a filter's what a client said.
     */
    static void prepareTrailers(Headers trailers) {
        trailers.clear();
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
        boolean trailersOnly =
                te >= 0 && headers.valueEqualsIgnoreCase(te, "trailers") && headers.findFrom(HeaderName.TE, te + 1) < 0;
        if (te >= 0 && !trailersOnly) {
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
