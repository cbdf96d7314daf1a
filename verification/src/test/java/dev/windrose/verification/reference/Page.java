package dev.windrose.verification.reference;

import java.util.List;

/** A page under construction; {@code file} is its name in docs/reference. */
final class Page {
    private final String file;
    private final StringBuilder text = new StringBuilder();

    Page(String file, String title) {
        this.file = file;
        line("<!-- Made from the code: `mvn verify -Dreference=write` writes it anew. -->");
        line("# " + title);
    }

    String file() {
        return file;
    }

    String text() {
        return text.toString();
    }

    Page heading(String heading) {
        return line("").line("## " + heading);
    }

    /** A paragraph. */
    Page says(String sentence) {
        return line("").line(sentence);
    }

    /** A complete example. */
    Page example(String yaml) {
        return line("").line("```yaml").line(yaml.strip()).line("```");
    }

    /** The first line of a table; rows follow. */
    Page columns(String... names) {
        line("");
        row(names);
        return line("|" + "---|".repeat(names.length));
    }

    Page row(String... cells) {
        return line("| "
                + String.join(" | ", List.of(cells).stream().map(Page::cell).toList()) + " |");
    }

    private Page line(String line) {
        text.append(line.stripTrailing()).append('\n');
        return this;
    }

    private static String cell(String content) {
        return content.replace("|", "\\|").replace("\n", " ");
    }

    static String code(String word) {
        return word.isEmpty() ? "" : "`" + word + "`";
    }

    /** Each in its own marks. */
    static String codes(List<String> words) {
        return String.join(", ", words.stream().map(Page::code).toList());
    }

    @Override
    public String toString() {
        return file;
    }
}
