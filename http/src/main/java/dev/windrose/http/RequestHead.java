package dev.windrose.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request: method, target and headers. The path is canonical ({@link CanonicalPath}) from the moment a codec has set it: what is
 * routed and authorized is what is sent. Belongs to one exchange; codecs reuse it for the next.
 */
public final class RequestHead {
    /** {@link #contentLength()} when the request's length is not declared in advance. */
    public static final long UNKNOWN_LENGTH = -1;

    private final Headers headers = new Headers();
    private Version version = Version.HTTP_1_1;
    private String method = "GET";
    private String scheme = "http";
    private String authority = "";
    private byte[] target = new byte[128];
    private int pathLength;
    private int targetLength;
    private long contentLength;
    private boolean upgrade;
    private boolean expectContinue;
    private @Nullable String path;

    /** An empty head. */
    public RequestHead() {}

    /** Back to an empty head, with the room kept. */
    public void clear() {
        headers.clear();
        version = Version.HTTP_1_1;
        method = "GET";
        scheme = "http";
        authority = "";
        pathLength = 0;
        targetLength = 0;
        contentLength = 0;
        upgrade = false;
        expectContinue = false;
        path = null;
    }

    public Headers headers() {
        return headers;
    }

    public Version version() {
        return version;
    }

    public void version(Version value) {
        version = value;
    }

    /** The method, an interned constant for the common ones. */
    public String method() {
        return method;
    }

    public void method(String value) {
        method = value;
    }

    /** {@code http} or {@code https}, as the client used it. */
    public String scheme() {
        return scheme;
    }

    public void scheme(String value) {
        scheme = value;
    }

    /** Host and, unless it was left out, port: Host or {@code :authority}, lower case, valid by RFC 3986 §3.2. */
    public String authority() {
        return authority;
    }

    public void authority(String value) {
        authority = value.toLowerCase(Locale.ROOT);
    }

    /** The authority without its port; an IPv6 literal keeps its brackets. */
    public String host() {
        int colon = authority.lastIndexOf(':');
        return colon < 0 || authority.endsWith("]") ? authority : authority.substring(0, colon);
    }

    /** The canonical path and, from {@link #pathLength()} to {@link #targetLength()}, {@code ?} and the query as it came. */
    public byte[] target() {
        return target;
    }

    public int pathLength() {
        return pathLength;
    }

    public int targetLength() {
        return targetLength;
    }

    /** The canonical path as text; made once. */
    public String path() {
        if (path == null) {
            path = new String(target, 0, pathLength, StandardCharsets.ISO_8859_1);
        }
        return path;
    }

    /** The query without {@code ?}, or null if there is none. */
    public @Nullable String query() {
        return targetLength == pathLength
                ? null
                : new String(target, pathLength + 1, targetLength - pathLength - 1, StandardCharsets.ISO_8859_1);
    }

    /** Room for a target of so many bytes, to be filled by a codec, then {@link #targetSet}. */
    public byte[] targetRoom(int length) {
        if (target.length < length) {
            target = new byte[Math.max(length, target.length * 2)];
        }
        return target;
    }

    /** Says how much of the target array is path and how much is path, {@code ?} and query. */
    public void targetSet(int newPathLength, int newTargetLength) {
        pathLength = newPathLength;
        targetLength = newTargetLength;
        path = null;
    }

    /** Replaces the path, keeping the query. The new path must be canonical. */
    public void path(String newPath) {
        byte[] replacement = newPath.getBytes(StandardCharsets.ISO_8859_1);
        byte[] query = Arrays.copyOfRange(target, pathLength, targetLength);
        byte[] room = targetRoom(replacement.length + query.length);
        System.arraycopy(replacement, 0, room, 0, replacement.length);
        System.arraycopy(query, 0, room, replacement.length, query.length);
        targetSet(replacement.length, replacement.length + query.length);
    }

    /** Bytes of body: 0 for none, {@link #UNKNOWN_LENGTH} for chunked or HTTP/2 without a length. */
    public long contentLength() {
        return contentLength;
    }

    public void contentLength(long value) {
        contentLength = value;
    }

    /** Whether the client asks to leave HTTP on this connection or stream ({@code Upgrade}, extended CONNECT). */
    public boolean upgrade() {
        return upgrade;
    }

    public void upgrade(boolean value) {
        upgrade = value;
    }

    /** Whether the client waits for 100 (Continue) before it sends the body. */
    public boolean expectContinue() {
        return expectContinue;
    }

    public void expectContinue(boolean value) {
        expectContinue = value;
    }

    /** Makes this head a copy of another: a retry or a mirror gets its own. */
    public void copyFrom(RequestHead other) {
        headers.copyFrom(other.headers);
        version = other.version;
        method = other.method;
        scheme = other.scheme;
        authority = other.authority;
        System.arraycopy(other.target, 0, targetRoom(other.targetLength), 0, other.targetLength);
        targetSet(other.pathLength, other.targetLength);
        contentLength = other.contentLength;
        upgrade = other.upgrade;
        expectContinue = other.expectContinue;
    }

    /** Method and path, without the query, which may hold secrets. */
    @Override
    public String toString() {
        return method + " " + path();
    }
}
