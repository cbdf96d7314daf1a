package dev.windrose.http.h1;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The common methods, so that reading one makes no String. */
public final class Methods {
    /** The longest that is taken: twice the longest that is registered, and more. */
    public static final int MAX_LENGTH = 32;

    private static final String[] NAMES = {
        "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE",
    };
    private static final byte[][] BYTES = new byte[NAMES.length][];

    static {
        for (int i = 0; i < NAMES.length; i++) {
            BYTES[i] = NAMES[i].getBytes(StandardCharsets.US_ASCII);
        }
    }

    private Methods() {}

    public static String of(byte[] bytes, int start, int length) {
        for (int i = 0; i < BYTES.length; i++) {
            if (BYTES[i].length == length && Arrays.equals(BYTES[i], 0, length, bytes, start, start + length)) {
                return NAMES[i];
            }
        }
        return new String(bytes, start, length, StandardCharsets.US_ASCII);
    }
}
