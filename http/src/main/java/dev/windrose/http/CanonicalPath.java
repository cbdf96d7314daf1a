package dev.windrose.http;

/**
 * The one form of a path that routing, policy and forwarding share (RFC 3986 §6.2.2): percent-encoded unreserved characters are decoded, other
 * percent-encodings are upper case, dot segments are removed and repeated slashes merged. An encoded slash, backslash or NUL is refused,
 * since peers disagree on what it means; so is a dot segment with parameters ({@code ..;x}), which some servers climb and others take as a name.
 */
public final class CanonicalPath {
    private static final boolean[] PATH =
            table("/:@!$&'()*+,;=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static final boolean[] UNRESERVED =
            table("-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static final String UPPER_HEX = "0123456789ABCDEF";
    private static final int INVALID = -1;

    private CanonicalPath() {}

    /**
     * Rewrites {@code bytes[0, length)} in place.
     *
     * @return the new length, at most the old; or -1 if the path is invalid: not beginning with a slash, with a character that RFC 3986 does not
     *     allow in a path, an invalid or refused percent-encoding, or climbing above the root
     */
    public static int canonicalize(byte[] bytes, int length) {
        if (length == 0 || bytes[0] != '/') {
            return INVALID;
        }
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b == '/') {
                if (i + 1 < length && (bytes[i + 1] == '/' || bytes[i + 1] == '.')) {
                    return rewrite(bytes, length);
                }
            } else if (b == '%') {
                return rewrite(bytes, length);
            } else if (!isPathByte(b)) {
                return INVALID;
            }
        }
        return length;
    }

    /** Whether a byte may stand in a path as it is: pchar or slash, RFC 3986 §3.3. */
    private static boolean isPathByte(byte b) {
        return b >= 0 && PATH[b];
    }

    /** Writing never overtakes reading; what is written always ends with a slash when a segment begins. */
    private static int rewrite(byte[] bytes, int length) {
        int write = 1;
        int read = 1;
        while (read < length) {
            if (bytes[read] == '/') {
                read++;
                continue;
            }
            int segment = write;
            while (read < length && bytes[read] != '/') {
                int width = bytes[read] == '%' ? 3 : 1;
                write = width == 3 ? decode(bytes, read, length, write) : plain(bytes, read, write);
                if (write == INVALID) {
                    return INVALID;
                }
                read += width;
            }
            int dots = dots(bytes, segment, write);
            if (dots == INVALID || (dots == 2 && segment == 1)) {
                return INVALID;
            }
            if (dots == 1) {
                write = segment;
            } else if (dots == 2) {
                write = parent(bytes, segment);
            } else if (read < length) {
                bytes[write++] = '/';
            }
        }
        return write;
    }

    private static int plain(byte[] bytes, int read, int write) {
        bytes[write] = bytes[read];
        return isPathByte(bytes[read]) ? write + 1 : INVALID;
    }

    /** Copies one percent-encoding in its canonical form and returns where to go on writing. */
    private static int decode(byte[] bytes, int read, int length, int write) {
        if (read + 2 >= length) {
            return INVALID;
        }
        int high = Ascii.hexValue(bytes[read + 1]);
        int low = Ascii.hexValue(bytes[read + 2]);
        if (high < 0 || low < 0) {
            return INVALID;
        }
        int value = high << 4 | low;
        if (value == '/' || value == '\\' || value == 0) {
            return INVALID;
        }
        if (value < 128 && UNRESERVED[value]) {
            bytes[write] = (byte) value;
            return write + 1;
        }
        bytes[write] = '%';
        bytes[write + 1] = (byte) UPPER_HEX.charAt(high);
        bytes[write + 2] = (byte) UPPER_HEX.charAt(low);
        return write + 3;
    }

    /** 1 or 2 for the dot segments, 0 for a name, -1 for a dot segment with parameters. */
    private static int dots(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] == '.') {
            at++;
        }
        int dots = at - from;
        if (dots == 0 || dots > 2) {
            return 0;
        }
        if (at == to) {
            return dots;
        }
        return bytes[at] == ';' ? INVALID : 0;
    }

    /** The start of the segment before the one that starts at {@code segment}. */
    private static int parent(byte[] bytes, int segment) {
        int at = segment - 1;
        while (bytes[at - 1] != '/') {
            at--;
        }
        return at;
    }

    private static boolean[] table(String members) {
        boolean[] table = new boolean[128];
        for (int i = 0; i < members.length(); i++) {
            table[members.charAt(i)] = true;
        }
        return table;
    }
}
