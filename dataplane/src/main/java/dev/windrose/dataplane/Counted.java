package dev.windrose.dataplane;

/** Numbers of things as people write them. */
public final class Counted {
    private Counted() {}

    /** {@code 1 listener}, {@code 2 listeners}; for words that take an s. */
    public static String of(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
