package dev.windrose.http;

import java.nio.charset.StandardCharsets;

/** Paths as people configure them, brought to the form that requests have. */
public final class ConfiguredPath {
    private static final String NOT_IN_URLS = "\"<>\\^`{|}";

    private ConfiguredPath() {}

    /**
     * Percent-encodes what must not stand in a URL and makes the path canonical. Throws {@link IllegalArgumentException} for a path that no
     * request can have ({@link CanonicalPath}).
     */
    public static String canonical(String path) {
        byte[] bytes = encoded(path).getBytes(StandardCharsets.ISO_8859_1);
        int length = CanonicalPath.canonicalize(bytes, bytes.length);
        if (length < 0) {
            throw new IllegalArgumentException("path: " + path + " (expected: an absolute path by RFC 3986)");
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static String encoded(String path) {
        StringBuilder encoded = new StringBuilder(path.length());
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7f && NOT_IN_URLS.indexOf(b) < 0) {
                encoded.append((char) b);
            } else {
                encoded.append(String.format("%%%02X", b));
            }
        }
        return encoded.toString();
    }
}
