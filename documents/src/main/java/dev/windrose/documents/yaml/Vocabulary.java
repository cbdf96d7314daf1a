package dev.windrose.documents.yaml;

import org.jspecify.annotations.Nullable;

/**
 * Words that were met lately. Most words of ten thousand routes are the same few: names of fields, of a Gateway, of a host. Each is kept once, as long as
 * it is in use; a word that falls into the place of another one takes it.
 */
final class Vocabulary {
    private static final int PLACES = 1 << 13;
    private static final int LONGEST = 64;
    /** Any thread may read and write: a word is whole whenever it is seen, and whose word stays does not matter. */
    private static final @Nullable String[] WORDS = new String[PLACES];

    private Vocabulary() {}

    /** A part of a text. */
    static String word(String text, int from, int to) {
        int length = to - from;
        if (length > LONGEST) {
            return text.substring(from, to);
        }
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        int place = (hash ^ (hash >>> 13)) & (PLACES - 1);
        String known = WORDS[place];
        if (known != null && known.length() == length && text.startsWith(known, from)) {
            return known;
        }
        String word = text.substring(from, to);
        WORDS[place] = word;
        return word;
    }
}
