package dev.windrose.dataplane.accesslog;

/**
 * One line under construction in an array of fixed size. Text is escaped so that the line is plain ASCII and stays one line whatever bytes a
 * client sent; text that does not fit is cut. Room for the end of the line is always kept.
 */
final class Line {
    /** Longer than any sensible line: fields are cut at {@link #MAX_TEXT}. */
    static final int CAPACITY = 16 * 1024;

    /** Characters kept of one text. */
    static final int MAX_TEXT = 1024;

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    /** Of one escaped character. */
    private static final int WIDEST = 6;
    /** Room kept for what follows the texts: names and numbers of all later fields. */
    private static final int RESERVE = 1024;

    private final byte[] bytes = new byte[CAPACITY];
    private int length;

    void clear() {
        length = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** ASCII as it is. */
    void raw(byte[] ascii) {
        raw(ascii, ascii.length);
    }

    void raw(byte[] ascii, int count) {
        System.arraycopy(ascii, 0, bytes, length, count);
        length += count;
    }

    void raw(char c) {
        bytes[length++] = (byte) c;
    }

    /** Text, escaped as in JSON. */
    void text(String text) {
        int end = Math.min(text.length(), room());
        for (int i = 0; i < end; i++) {
            escaped(text.charAt(i));
        }
    }

    /** Bytes of ISO 8859-1, escaped as in JSON. */
    void text(byte[] latin1, int start, int count) {
        int end = start + Math.min(count, room());
        for (int i = start; i < end; i++) {
            escaped((char) (latin1[i] & 0xff));
        }
    }

    /** The text up to a question mark. */
    void textWithoutQuery(String path) {
        int end = Math.min(path.length(), room());
        for (int i = 0; i < end; i++) {
            char c = path.charAt(i);
            if (c == '?') {
                return;
            }
            escaped(c);
        }
    }

    /** A number of at least zero; negative ones count as zero. */
    void number(long value) {
        long rest = Math.max(0, value);
        int digits = 1;
        for (long power = 10; digits < 19 && rest >= power; power *= 10) {
            digits++;
        }
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /** A number with leading zeros, three digits wide. */
    void threeDigits(int value) {
        bytes[length++] = (byte) ('0' + value / 100 % 10);
        bytes[length++] = (byte) ('0' + value / 10 % 10);
        bytes[length++] = (byte) ('0' + value % 10);
    }

    /** Nanoseconds as milliseconds with three decimals. */
    void millis(long nanos) {
        long micros = Math.max(0, nanos) / 1_000;
        number(micros / 1_000);
        raw('.');
        threeDigits((int) (micros % 1_000));
    }

    /** How many characters of a text there is room for, whatever they are. */
    private int room() {
        return Math.min(MAX_TEXT, Math.max(0, CAPACITY - RESERVE - length) / WIDEST);
    }

    private void escaped(char c) {
        if (c >= ' ' && c < 0x7f) {
            if (c == '"' || c == '\\') {
                bytes[length++] = '\\';
            }
            bytes[length++] = (byte) c;
        } else {
            bytes[length++] = '\\';
            bytes[length++] = 'u';
            bytes[length++] = HEX[c >>> 12];
            bytes[length++] = HEX[c >>> 8 & 15];
            bytes[length++] = HEX[c >>> 4 & 15];
            bytes[length++] = HEX[c & 15];
        }
    }
}
