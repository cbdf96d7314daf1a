package dev.windrose.http;

/** Character classes of RFC 9110 and RFC 3986, as table look-ups. */
public final class Ascii {
    private static final boolean[] TOKEN =
            table("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private Ascii() {}

    /** Whether a character may stand in a method or header name: tchar, RFC 9110 §5.6.2. */
    public static boolean isTokenChar(int c) {
        return c >= 0 && c < 128 && TOKEN[c];
    }

    /** Whether a character may stand in a header's value: VCHAR, obs-text, space or tab, RFC 9110 §5.5. */
    public static boolean isValueByte(byte b) {
        return b < 0 || (b >= 0x20 && b != 0x7f) || b == '\t';
    }

    /** A to Z become a to z, all else stays. */
    public static byte toLower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }

    /** The value of a hexadecimal digit, or -1. */
    public static int hexValue(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    private static boolean[] table(String members) {
        boolean[] table = new boolean[128];
        for (int i = 0; i < members.length(); i++) {
            table[members.charAt(i)] = true;
        }
        return table;
    }
}
