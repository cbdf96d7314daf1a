package dev.windrose.documents.yaml;

import org.jspecify.annotations.Nullable;

/** What a YAML parser complains of, in the words of someone who writes YAML and has never read a parser. */
final class YamlWords {
    private YamlWords() {}

    static String of(@Nullable String problem) {
        String text = problem == null
                ? "cannot be read"
                : problem.replaceAll("\\s+", " ").strip();
        if (text.contains("(TAB)")) {
            return "a tab stands where the indentation is";
        }
        if (text.contains("Number of aliases")) {
            return "too many aliases (expected: at most " + text.replaceAll(".*=", "") + ", and the rest written out)";
        }
        String found = text.replaceAll(".*but (?:got|found) ", "").replace("'", "");
        boolean end = found.contains("stream end") || found.contains("document end");
        if (text.startsWith("expected ',' or ']'")) {
            return "a list that began with [ is not closed" + (end ? "" : " before " + found);
        }
        if (text.startsWith("expected ',' or '}'")) {
            return "a map that began with { is not closed" + (end ? "" : " before " + found);
        }
        if (end) {
            return "the document ends too early";
        }
        return text;
    }
}
