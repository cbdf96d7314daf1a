package dev.windrose.documents.yaml;

import java.util.List;

/**
 * A document as it was written, before anybody asks what its fields mean. Made of little, because a start reads very many: lines and columns count
 * from 0, in the part of a text that was parsed, and are negative for what was never text.
 */
sealed interface Node {
    int NOWHERE = -1;

    int line();

    int column();

    /** What a scalar without quotes is by its form (YAML 1.2 section 10.2). */
    enum Form {
        TEXT,
        WHOLE,
        FRACTION,
        FLAG,
        NOTHING,
        /** A tag says so, of which no field knows any. */
        OTHER
    }

    /** One value; {@code isPlain} without quotes. */
    record Scalar(String value, Form form, boolean isPlain, int line, int column) implements Node {}

    /** A list. */
    record Items(List<Node> items, int line, int column) implements Node {}

    /** Keys and values in turn, as they stand there: a key may come twice. */
    record Mapping(List<Node> entries, int line, int column) implements Node {
        int size() {
            return entries.size() / 2;
        }

        Node key(int index) {
            return entries.get(2 * index);
        }

        Node value(int index) {
            return entries.get(2 * index + 1);
        }
    }
}
