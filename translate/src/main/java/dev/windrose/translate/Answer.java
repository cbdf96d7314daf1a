package dev.windrose.translate;

/** Something that translating asks for. It has a date: whatever rests on it is worked out anew when it is younger than that. */
abstract class Answer {
    /** The translation that first gave it; the first translation is 1. */
    private int since;

    void since(int translation) {
        since = translation;
    }

    /** Whether the answer became another one after a translation. */
    boolean isNewerThan(int translation) {
        return since > translation;
    }
}
