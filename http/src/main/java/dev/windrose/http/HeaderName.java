package dev.windrose.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A header field's name, lower case, with the hash that {@link Headers} compares first. Make constants of names that are used per request.
 */
public final class HeaderName {
    public static final HeaderName HOST = of("host");
    public static final HeaderName CONNECTION = of("connection");
    public static final HeaderName KEEP_ALIVE = of("keep-alive");
    public static final HeaderName PROXY_CONNECTION = of("proxy-connection");
    public static final HeaderName TRANSFER_ENCODING = of("transfer-encoding");
    public static final HeaderName CONTENT_LENGTH = of("content-length");
    public static final HeaderName CONTENT_TYPE = of("content-type");
    public static final HeaderName TE = of("te");
    public static final HeaderName TRAILER = of("trailer");
    public static final HeaderName UPGRADE = of("upgrade");
    public static final HeaderName EXPECT = of("expect");
    public static final HeaderName COOKIE = of("cookie");
    public static final HeaderName DATE = of("date");
    public static final HeaderName SERVER = of("server");
    public static final HeaderName LOCATION = of("location");
    public static final HeaderName ORIGIN = of("origin");
    public static final HeaderName VARY = of("vary");
    public static final HeaderName USER_AGENT = of("user-agent");
    public static final HeaderName AUTHORIZATION = of("authorization");
    public static final HeaderName HTTP2_SETTINGS = of("http2-settings");
    public static final HeaderName FORWARDED = of("forwarded");
    public static final HeaderName X_FORWARDED_FOR = of("x-forwarded-for");
    public static final HeaderName X_FORWARDED_PROTO = of("x-forwarded-proto");
    public static final HeaderName X_FORWARDED_HOST = of("x-forwarded-host");
    public static final HeaderName X_FORWARDED_PORT = of("x-forwarded-port");
    public static final HeaderName X_REQUEST_ID = of("x-request-id");
    public static final HeaderName TRACEPARENT = of("traceparent");
    public static final HeaderName TRACESTATE = of("tracestate");
    public static final HeaderName GRPC_STATUS = of("grpc-status");
    public static final HeaderName GRPC_MESSAGE = of("grpc-message");

    private final String text;
    private final byte[] bytes;
    private final int hash;

    private HeaderName(String text) {
        this.text = text;
        this.bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        this.hash = hash(bytes, 0, bytes.length);
    }

    /** A name of any case. Throws {@link IllegalArgumentException} unless it is a token (RFC 9110 §5.1). */
    public static HeaderName of(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!Ascii.isTokenChar(name.charAt(i))) {
                throw new IllegalArgumentException("header name: " + name + " (expected: a token of RFC 9110)");
            }
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("header name: (expected: at least one character)");
        }
        return new HeaderName(name.toLowerCase(Locale.ROOT));
    }

    /** The hash of a lower-case name. */
    static int hash(byte[] bytes, int start, int length) {
        int h = length;
        for (int i = start; i < start + length; i++) {
            h = 31 * h + bytes[i];
        }
        return h;
    }

    int hash() {
        return hash;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean matches(byte[] other, int start, int length) {
        return length == bytes.length && Arrays.equals(bytes, 0, length, other, start, start + length);
    }

    /** Whether another name is the same. */
    @Override
    public boolean equals(Object other) {
        return other instanceof HeaderName name && name.text.equals(text);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The name, lower case. */
    @Override
    public String toString() {
        return text;
    }
}
