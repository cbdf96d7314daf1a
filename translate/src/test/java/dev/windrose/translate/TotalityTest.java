package dev.windrose.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is written, nothing throws. The inputs are the golden cases with random damage, the same on every run. */
class TotalityTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final int ROUNDS = 12;
    private static final List<String> FRAGMENTS = List.of(
            "",
            "{",
            "}",
            "[",
            "]",
            ":",
            " ",
            "\n",
            "-",
            "\"",
            "&a ",
            "*a",
            "null",
            "0",
            "-1",
            "99999999999",
            "/",
            "*",
            "~",
            "\t",
            "é");

    @Test
    void damagedDocumentsNeverThrow() throws IOException {
        Random random = new Random(20);
        for (Path folder : GoldenTest.cases()) {
            String text = Files.readString(folder.resolve("in.yaml"));
            for (int round = 0; round < ROUNDS; round++) {
                String damaged = damage(text, random);
                assertThatCode(() -> translate(damaged)).as(damaged).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void deepNestingIsAProblemAndNotACrash() {
        Documents documents = DocumentReader.read("deep.yaml", "a: " + "[".repeat(200_000));
        assertThat(documents.problems()).anyMatch(problem -> problem.isError());
    }

    @Test
    void aSyntaxErrorCostsOneDocumentOnly() {
        String good = "apiVersion: v1\nkind: Namespace\nmetadata: {name: good}\n";
        Documents documents = DocumentReader.read("in.yaml", good + "---\na: [\n---\n" + good.replace("good", "other"));
        assertThat(documents.all()).hasSize(2);
        assertThat(documents.problems()).hasSize(1);
        assertThat(documents.problems().getFirst().position().line()).isBetween(5, 7);
    }

    private static void translate(String text) {
        Documents documents = DocumentReader.read("in.yaml", text);
        Translator.translate(documents, Addresses.OF_THE_MACHINE, NOW);
        MeshTranslator.translate(documents, MeshViews.CLIENTS, NOW);
    }

    private static String damage(String text, Random random) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
            int at = random.nextInt(lines.size());
            String line = lines.get(at);
            String fragment = FRAGMENTS.get(random.nextInt(FRAGMENTS.size()));
            int from = random.nextInt(line.length() + 1);
            int to = Math.min(line.length(), from + random.nextInt(8));
            lines.set(at, line.substring(0, from) + fragment + line.substring(to));
        }
        return String.join("\n", lines);
    }
}
