package dev.windrose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page about {@code explain} shows is what is printed. */
class ExplainPageTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern SESSION =
            Pattern.compile("^```\\n\\$ windrose (explain .*)\\n((?:.*\\n)*?)```", Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final Pattern YAML = Pattern.compile("^```yaml\\n((?:.*\\n)*?)```", Pattern.MULTILINE);

    @TempDir
    Path temporary;

    @Test
    void theAnswersOnThePageAreThoseForTheDocumentsOfTheMesh() throws IOException {
        Matcher yaml = YAML.matcher(Files.readString(DOCS.resolve("configuration/mesh-routes.md")));
        assertThat(yaml.find()).isTrue();
        Path folder = Files.createDirectory(temporary.resolve("mesh"));
        Files.writeString(folder.resolve("cart.yaml"), yaml.group(1));
        Matcher session = SESSION.matcher(Files.readString(DOCS.resolve("explain.md")));
        int shown = 0;
        while (session.find()) {
            shown++;
            assertThat(told(session.group(1))).isEqualTo(session.group(2));
        }
        assertThat(shown).isPositive();
    }

    private String told(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        words.replaceAll(
                each -> each.equals("mesh/") ? temporary.resolve("mesh").toString() : each);
        StringWriter out = new StringWriter();
        Windrose.run(words.toArray(new String[0]), new PrintWriter(out, true), new PrintWriter(new StringWriter()));
        return out.toString().replace(temporary + "/", "");
    }
}
