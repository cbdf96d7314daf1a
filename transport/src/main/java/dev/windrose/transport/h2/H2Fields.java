package dev.windrose.transport.h2;

import dev.windrose.http.Ascii;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.Map;

/** Carries fields between HTTP/2's header lists and ours, strictly inward (RFC 9113 §8.2) and framing-free outward. */
final class H2Fields {
    static final int MAX_LIST_BYTES = 32 * 1024;
    static final int MAX_FIELDS = 100;
    private static final AsciiString COOKIE = AsciiString.of("cookie");
    private static final HeaderName[] CONNECTION_SPECIFIC = {
        HeaderName.CONNECTION,
        HeaderName.KEEP_ALIVE,
        HeaderName.PROXY_CONNECTION,
        HeaderName.TRANSFER_ENCODING,
        HeaderName.UPGRADE,
        HeaderName.HTTP2_SETTINGS,
    };

    private H2Fields() {}

    /** Copies all but pseudo fields; false if a field is malformed or forbidden. Cookie crumbs become one field (§8.2.3). */
    static boolean read(Http2Headers from, Headers into) {
        if (from.size() > MAX_FIELDS) {
            return false;
        }
        StringBuilder cookies = null;
        for (Map.Entry<CharSequence, CharSequence> field : from) {
            AsciiString name = AsciiString.of(field.getKey());
            AsciiString value = AsciiString.of(field.getValue());
            if (name.isEmpty()) {
                return false;
            }
            if (name.charAt(0) == ':') {
                continue;
            }
            if (!isName(name) || !isValue(value)) {
                return false;
            }
            if (name.equals(COOKIE)) {
                cookies = cookies == null ? new StringBuilder() : cookies.append("; ");
                cookies.append(value);
            } else {
                add(into, name, value);
            }
        }
        if (cookies != null) {
            into.add(HeaderName.COOKIE, cookies.toString());
        }
        return !hasConnectionSpecific(into);
    }

    private static void add(Headers into, AsciiString name, AsciiString value) {
        int at = into.claim(name.length() + value.length());
        System.arraycopy(name.array(), name.arrayOffset(), into.array(), at, name.length());
        System.arraycopy(value.array(), value.arrayOffset(), into.array(), at + name.length(), value.length());
        into.field(at, name.length(), at + name.length(), value.length());
    }

    private static boolean isName(AsciiString name) {
        for (int i = 0; i < name.length(); i++) {
            byte b = name.byteAt(i);
            if (!Ascii.isTokenChar(b) || (b >= 'A' && b <= 'Z')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isValue(AsciiString value) {
        for (int i = 0; i < value.length(); i++) {
            if (!Ascii.isValueByte(value.byteAt(i))) {
                return false;
            }
        }
        return value.isEmpty() || (!isBlank(value.byteAt(0)) && !isBlank(value.byteAt(value.length() - 1)));
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean hasConnectionSpecific(Headers headers) {
        for (HeaderName name : CONNECTION_SPECIFIC) {
            if (headers.contains(name)) {
                return true;
            }
        }
        for (int te = headers.find(HeaderName.TE); te >= 0; te = headers.findFrom(HeaderName.TE, te + 1)) {
            if (!headers.valueEqualsIgnoreCase(te, "trailers")) {
                return true;
            }
        }
        return false;
    }

    static Http2Headers request(RequestHead head, String scheme) {
        Http2Headers out = new DefaultHttp2Headers(false, head.headers().size() + 6);
        out.method(AsciiString.of(head.method()));
        out.scheme(AsciiString.of(scheme));
        if (!head.authority().isEmpty()) {
            out.authority(AsciiString.of(head.authority()));
        }
        out.path(new AsciiString(Arrays.copyOf(head.target(), head.targetLength()), false));
        write(head.headers(), out);
        if (head.contentLength() > 0) {
            out.set(AsciiString.of("content-length"), AsciiString.of(Long.toString(head.contentLength())));
        }
        return out;
    }

    static Http2Headers response(ResponseHead head) {
        Http2Headers out = new DefaultHttp2Headers(false, head.headers().size() + 3);
        out.status(AsciiString.of(Integer.toString(head.status())));
        write(head.headers(), out);
        if (head.contentLength() >= 0 && head.status() >= 200 && head.status() != 204) {
            out.set(AsciiString.of("content-length"), AsciiString.of(Long.toString(head.contentLength())));
        }
        return out;
    }

    static Http2Headers trailers(Headers trailers) {
        Http2Headers out = new DefaultHttp2Headers(false, trailers.size() + 1);
        write(trailers, out);
        return out;
    }

    // Copied, since HPACK's dynamic table keeps names and values beyond the message.
    private static void write(Headers from, Http2Headers out) {
        for (int slot = 0; slot < from.slots(); slot++) {
            if (from.isLive(slot) && isCarried(from, slot)) {
                out.add(
                        new AsciiString(from.array(), from.nameStart(slot), from.nameLength(slot), true),
                        new AsciiString(from.array(), from.valueStart(slot), from.valueLength(slot), true));
            }
        }
    }

    private static boolean isCarried(Headers from, int slot) {
        for (HeaderName name : CONNECTION_SPECIFIC) {
            if (from.nameIs(slot, name)) {
                return false;
            }
        }
        return !from.nameIs(slot, HeaderName.HOST)
                && !from.nameIs(slot, HeaderName.CONTENT_LENGTH)
                && (!from.nameIs(slot, HeaderName.TE) || from.valueEqualsIgnoreCase(slot, "trailers"));
    }
}
