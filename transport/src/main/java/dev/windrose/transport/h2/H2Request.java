package dev.windrose.transport.h2;

import dev.windrose.http.Ascii;
import dev.windrose.http.CanonicalPath;
import dev.windrose.http.ContentType;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.QuerySyntax;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.http.Version;
import dev.windrose.http.h1.Authorities;
import dev.windrose.http.h1.Limits;
import dev.windrose.http.h1.Methods;
import dev.windrose.http.h1.Rejection;
import dev.windrose.http.h1.Rejection.Reason;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes a request's head of a header list (RFC 9113 §8.3.1). */
final class H2Request {
    private static final AsciiString CONTENT_TYPE = AsciiString.of("content-type");
    private static final AsciiString PROTOCOL = AsciiString.of(":protocol");
    /** What a request line of HTTP/1 has beside method and target. */
    private static final int LINE_BYTES = "  HTTP/1.1\r\n".length();

    private static final Rejection TOO_MANY_FIELDS = Reason.HEADERS_TOO_LARGE.because("There are too many headers.");
    private static final Rejection TOO_LONG = Reason.URI_TOO_LONG.because("Method and path are too long.");
    private static final Rejection EXPECTATION =
            Reason.EXPECTATION_FAILED.because("Only 100-continue can be expected.");

    private H2Request() {}

    /** The head, or null if the request is malformed. The scheme is left to the caller. */
    static @Nullable RequestHead read(Http2Headers from, boolean end, Authorities authorities) {
        RequestHead head = new RequestHead();
        head.version(Version.HTTP_2);
        boolean valid = pseudo(from, head)
                && H2Fields.read(from, head.headers())
                && (ContentType.isGrpc(head.headers()) || !hasUnderscore(head.headers()))
                && authority(from, head, authorities);
        return valid && length(head, end) ? head : null;
    }

    /** Why a request is not even read: it is over a limit; null if it is not. */
    static @Nullable Rejection excess(Http2Headers from) {
        if (from.size() > H2Fields.MAX_FIELDS) {
            return TOO_MANY_FIELDS;
        }
        int line = LINE_BYTES + length(from.method()) + length(from.path());
        return line > Limits.DEFAULT.startLineBytes() ? TOO_LONG : null;
    }

    private static int length(@Nullable CharSequence text) {
        return text == null ? 0 : text.length();
    }

    /** Of a request that is not read: what it takes to answer and log it. */
    static RequestHead outline(Http2Headers from) {
        RequestHead head = new RequestHead();
        head.version(Version.HTTP_2);
        CharSequence method = from.method();
        head.method(method != null && isMethod(method) ? method.toString() : "");
        CharSequence type = from.get(CONTENT_TYPE);
        if (type != null && ContentType.isGrpc(type)) {
            head.headers().add(HeaderName.CONTENT_TYPE, ContentType.GRPC);
        }
        return head;
    }

    /** Takes note of what the client waits for before it sends its body; why it cannot be had, or null (RFC 9110 §10.1.1). */
    static @Nullable Rejection expectation(RequestHead head, boolean end) {
        Headers headers = head.headers();
        int slot = headers.find(HeaderName.EXPECT);
        if (slot < 0) {
            return null;
        }
        if (headers.findFrom(HeaderName.EXPECT, slot + 1) >= 0
                || !headers.valueEqualsIgnoreCase(slot, "100-continue")) {
            return EXPECTATION;
        }
        head.expectContinue(!end);
        return null;
    }

    /** Such a name is an alias of another to many a service (CGI, WSGI): refused as in HTTP/1. Metadata of gRPC may be named so, and stays HTTP/2. */
    private static boolean hasUnderscore(Headers headers) {
        for (int slot = 0; slot < headers.slots(); slot++) {
            int end = headers.nameStart(slot) + headers.nameLength(slot);
            for (int i = headers.nameStart(slot); i < end; i++) {
                if (headers.array()[i] == '_') {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean pseudo(Http2Headers from, RequestHead head) {
        CharSequence method = from.method();
        CharSequence scheme = from.scheme();
        CharSequence path = from.path();
        if (method == null || scheme == null || path == null || path.isEmpty() || !isMethod(method)) {
            return false;
        }
        // Only CONNECT may have it (RFC 8441 §4).
        if (from.contains(PROTOCOL)) {
            return false;
        }
        AsciiString bytes = AsciiString.of(method);
        head.method(Methods.of(bytes.array(), bytes.arrayOffset(), bytes.length()));
        // What the client says of its scheme is only checked: the connection tells which it is.
        boolean known = AsciiString.contentEquals(scheme, "https") || AsciiString.contentEquals(scheme, "http");
        return known && target(AsciiString.of(path), head);
    }

    private static boolean isMethod(CharSequence method) {
        if (method.length() > Methods.MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < method.length(); i++) {
            if (!Ascii.isTokenChar(method.charAt(i))) {
                return false;
            }
        }
        // CONNECT has no path and is not served here.
        return !method.isEmpty() && !AsciiString.contentEquals(method, "CONNECT");
    }

    private static boolean target(AsciiString raw, RequestHead head) {
        int length = raw.length();
        byte[] target = head.targetRoom(length);
        System.arraycopy(raw.array(), raw.arrayOffset(), target, 0, length);
        if (length == 1 && target[0] == '*' && head.method().equals("OPTIONS")) {
            head.targetSet(1, 1);
            return true;
        }
        int query = 0;
        while (query < length && target[query] != '?') {
            query++;
        }
        int canonical = target[0] == '/' && QuerySyntax.isValid(target, query, length)
                ? CanonicalPath.canonicalize(target, query)
                : -1;
        if (canonical < 0) {
            return false;
        }
        System.arraycopy(target, query, target, canonical, length - query);
        head.targetSet(canonical, canonical + length - query);
        return true;
    }

    private static boolean authority(Http2Headers from, RequestHead head, Authorities authorities) {
        Headers headers = head.headers();
        int host = headers.find(HeaderName.HOST);
        if (host >= 0 && headers.findFrom(HeaderName.HOST, host + 1) >= 0) {
            return false;
        }
        CharSequence pseudo = from.authority();
        if (pseudo == null && host < 0) {
            return false;
        }
        String text = pseudo != null ? pseudo.toString() : headers.value(host);
        if (host >= 0 && !headers.value(host).equalsIgnoreCase(text)) {
            return false;
        }
        headers.remove(HeaderName.HOST);
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        String valid = authorities.of(bytes, 0, bytes.length);
        if (valid == null) {
            return false;
        }
        head.authority(valid);
        return true;
    }

    private static boolean length(RequestHead head, boolean end) {
        long declared = H2Message.declaredLength(head.headers());
        boolean known = declared != ResponseHead.UNKNOWN_LENGTH;
        head.contentLength(known || !end ? declared : 0);
        return declared != H2Message.MALFORMED && (!end || head.contentLength() == 0);
    }
}
