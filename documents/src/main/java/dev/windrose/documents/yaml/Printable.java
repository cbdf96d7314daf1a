package dev.windrose.documents.yaml;

import java.util.Locale;

/** Texts that others wrote, fit for a terminal and for one line of a log: what steers either is shown, not sent. */
public final class Printable {
    private Printable() {}

    /** Control characters, line separators and marks that turn the direction of writing become {@code \n} or {@code \u001b}. */
    public static String of(String text) {
        int at = 0;
        while (at < text.length() && !steers(text.charAt(at))) {
            at++;
        }
        return at == text.length() ? text : escaped(text, at);
    }

    private static String escaped(String text, int from) {
        StringBuilder line = new StringBuilder(text.length() + 16).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!steers(c)) {
                line.append(c);
                continue;
            }
            switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return line.toString();
    }

    private static boolean steers(char c) {
        return Character.isISOControl(c)
                || c == '\u2028'
                || c == '\u2029'
                || (c >= '\u202a' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069');
    }
}
