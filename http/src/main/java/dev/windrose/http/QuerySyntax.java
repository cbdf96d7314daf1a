package dev.windrose.http;

/** Which queries are taken, by whatever version of HTTP they come. */
public final class QuerySyntax {
    /**
     * RFC 3986 §3.4 and the square brackets, which are reserved there but which browsers send as they are. They are kept out of paths, where
     * they would be a second spelling of their percent-encodings.
     */
    private static final boolean[] MEMBERS = new boolean[128];

    static {
        String members = "/?:@!$&'()*+,;=-._~[]0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        for (int i = 0; i < members.length(); i++) {
            MEMBERS[members.charAt(i)] = true;
        }
    }

    private QuerySyntax() {}

    /** Whether {@code bytes[from, to)}, the question mark before it included, may be part of a target. */
    public static boolean isValid(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '%') {
                if (i + 2 >= to || Ascii.hexValue(bytes[i + 1]) < 0 || Ascii.hexValue(bytes[i + 2]) < 0) {
                    return false;
                }
                i += 2;
            } else if (b < 0 || !MEMBERS[b]) {
                return false;
            }
        }
        return true;
    }
}
