package dev.windrose.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.yaml.Problem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that were made, or have grown, to be too much. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileDocumentsTest {
    private static final String GOOD = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: good}\n";

    private static Problem only(Documents documents) {
        assertThat(documents.problems()).hasSize(1);
        return documents.problems().getFirst();
    }

    @Test
    void aliasesThatMultiplyAreOneProblemAndTheNextDocumentCounts() {
        StringBuilder bomb = new StringBuilder("apiVersion: v1\nkind: List\nitems:\n");
        bomb.append("- &a0 {apiVersion: v1, kind: Namespace, metadata: {name: x}}\n");
        for (int i = 1; i <= 15; i++) {
            bomb.append("- &a").append(i).append(" {apiVersion: v1, kind: List, items: [");
            bomb.repeat("*a" + (i - 1) + ", ", 3).append("]}\n");
        }
        Documents documents = DocumentReader.read("bomb.yaml", bomb + GOOD);
        assertThat(only(documents).toString()).startsWith("bomb.yaml:4:1: error: YAML: aliases make it too large");
        assertThat(documents.all()).hasSize(1);
    }

    @Test
    void anAliasInsideWhatItNamesIsOneProblemAndTheNextDocumentCounts() {
        Documents documents = DocumentReader.read("x.yaml", "&a\napiVersion: v1\nkind: List\nitems: [*a]\n" + GOOD);
        assertThat(only(documents).toString())
                .isEqualTo("x.yaml:1:1: error: YAML: an alias stands inside what it names");
        assertThat(documents.all()).hasSize(1);
    }

    @Test
    void whatIsNestedTooDeeplyIsOneProblem() {
        String deep = "a: " + "[".repeat(1000) + "]".repeat(1000) + "\n";
        assertThat(only(DocumentReader.read("x.yaml", deep + GOOD)).message()).contains("nested too deeply");
    }

    @Test
    void aFileOfTooManyDocumentsIsOneProblemAndSaysNothing() {
        for (String document : List.of("---\n#\n", GOOD, "---\n{[\n", "---\nkind: X\n")) {
            Documents documents = DocumentReader.read("x.yaml", document.repeat(50_001));
            assertThat(only(documents).toString())
                    .isEqualTo("x.yaml: error: documents: more than 50000 (expected: at most so many in one file)");
            assertThat(documents.all()).isEmpty();
        }
        assertThat(only(DocumentReader.read("x.yaml", "apiVersion: v1\nkind: List\nitems:\n" + "- {}\n".repeat(50_001)))
                        .toString())
                .isEqualTo("x.yaml:4:1: error: items: too many (expected: at most 50000)");
    }

    @Test
    void asManyDocumentsAsMayBeAreRead() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            many.append("---\napiVersion: v1\nkind: Namespace\nmetadata: {name: n")
                    .append(i)
                    .append("}\n");
        }
        Documents documents = DocumentReader.read("x.yaml", many.toString());
        assertThat(documents.problems()).isEmpty();
        assertThat(documents.all()).hasSize(50_000);
        assertThat(documents.all().getLast().metadata().at()).hasToString("x.yaml:199998:1");
    }

    @Test
    void aFileThatIsTooLargeIsNotRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("large.yaml");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(1L << 40);
        }
        assertThat(only(DocumentReader.read(List.of(file))).toString())
                .isEqualTo(file + ": error: size: 1099511627776 bytes (expected: at most 33554432)");
    }

    @Test
    void whatIsNoRegularFileIsNotRead(@TempDir Path folder) throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe.yaml");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        for (Path path : List.of(pipe, Path.of("/dev/zero"))) {
            assertThat(only(DocumentReader.read(List.of(path))).toString())
                    .isEqualTo(path + ": error: no regular file (expected: a file or a folder)");
        }
    }

    @Test
    void aLinkThatLeadsBackIsSkippedWithAWarning(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("good.yaml"), GOOD);
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), folder);
        Documents documents = DocumentReader.read(List.of(folder));
        assertThat(documents.all()).hasSize(1);
        assertThat(only(documents).toString()).startsWith(loop + ": warning: link: ");
    }

    @Test
    void manyDocumentsAndManyProblemsEndQuickly() {
        StringBuilder tiny = new StringBuilder();
        StringBuilder broken = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            tiny.append("---\napiVersion: v1\nkind: Namespace\nmetadata: {name: n")
                    .append(i)
                    .append("}\n");
        }
        broken.repeat("---\n{\n", 20_000);
        assertThat(DocumentReader.read("tiny.yaml", tiny.toString()).all()).hasSize(10_000);
        assertThat(DocumentReader.read("empty.yaml", "---\n".repeat(1_000_000)).problems())
                .isEmpty();
        List<Problem> problems =
                DocumentReader.read("broken.yaml", broken.toString()).problems();
        assertThat(problems)
                .hasSize(201)
                .last()
                .extracting(Problem::message)
                .asString()
                .startsWith("… and more");
    }

    @Test
    void aProblemThatComesAfterTooManyOfAnotherSortIsStillTold() {
        String unknown = "---\napiVersion: v1\nkind: Namspace\n".repeat(500);
        List<Problem> problems =
                DocumentReader.read("x.yaml", unknown + "---\n{\n").problems();
        assertThat(problems).hasSize(202).last().extracting(Problem::code).isEqualTo("syntax");
    }

    @Test
    void controlCharactersOfKeysValuesAndNamesArePrintedEscaped() {
        String text = "apiVersion: v1\nkind: \"N\\e[2J\\r\\nok\"\n---\napiVersion: v1\nkind: Namespace\n"
                + "metadata: {name: x, \"\\e]0;k\\n\": 1}\n";
        List<Problem> problems = DocumentReader.read("a\u001b[31m\n.yaml", text).problems();
        assertThat(problems)
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem.toString())
                        .startsWith("a\\u001b[31m\\n.yaml:")
                        .doesNotContain("\u001b", "\n", "\r"));
        assertThat(problems.getFirst().message()).contains("N\\u001b[2J\\r\\nok");
    }

    @Test
    void aDurationWithoutUnitIsOneProblemThatSaysWhatToWrite() {
        String route = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r}
                spec:
                  rules:
                  - timeouts: {request: 5}
                """;
        assertThat(only(DocumentReader.read("r.yaml", route)).toString())
                .isEqualTo("r.yaml:6:25: error: spec.rules[0].timeouts.request: 5"
                        + " (expected: a duration such as 10s, 500ms or 1h30m)");
    }
}
