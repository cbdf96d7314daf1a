package dev.windrose.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every folder of {@code cases} is a test. A file {@code mesh-shop.json} in it is the model of a proxy for clients in the namespace {@code shop}.
 * {@code -Dgolden.update=true} writes the expected files anew, for review.
 */
class GoldenTest {
    private static final Path CASES = Path.of("src/test/resources/cases");
    private static final Path BROKEN = Path.of("src/test/resources/broken");
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");
    /** After the end of the expired certificate of the cases, before the end of the others. */
    static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    static List<Path> cases() throws IOException {
        try (Stream<Path> list = Files.list(CASES)) {
            return list.filter(Files::isDirectory).sorted().toList();
        }
    }

    static List<Path> broken() throws IOException {
        try (Stream<Path> list = Files.list(BROKEN)) {
            return list.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void documentsBecomeTheExpectedModelAndStatus(Path folder) throws IOException {
        Documents documents = DocumentReader.read("in.yaml", Files.readString(folder.resolve("in.yaml")));
        Translation translation = Translator.translate(documents, Addresses.OF_THE_MACHINE, NOW);
        compare(folder.resolve("model.json"), Rendered.json(translation.model()));
        compare(folder.resolve("status.yaml"), StatusText.of(documents, translation));
        for (Path expected : meshes(folder)) {
            compare(expected, Rendered.json(MeshTranslator.translate(documents, view(expected), NOW)));
        }
    }

    private static List<Path> meshes(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(file -> file.getFileName().toString().startsWith("mesh-"))
                    .sorted()
                    .toList();
        }
    }

    /** Beside the workloads of the namespace that the file's name tells. */
    private static MeshView view(Path expected) {
        String name = expected.getFileName().toString();
        return new MeshView(name.substring("mesh-".length(), name.length() - ".json".length()), MeshViews.OUTBOUND);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theOrderOfDocumentsNeverChangesModelOrStatuses(Path folder) throws IOException {
        Documents documents = DocumentReader.read("in.yaml", Files.readString(folder.resolve("in.yaml")));
        Translation expected = Translator.translate(documents, Addresses.OF_THE_MACHINE, NOW);
        for (int seed = 0; seed < 5; seed++) {
            List<Document> shuffled = new ArrayList<>(documents.all());
            Collections.shuffle(shuffled, new Random(seed));
            Documents other = new Documents(shuffled, documents.rejected(), documents.problems());
            assertThat(Translator.translate(other, Addresses.OF_THE_MACHINE, NOW))
                    .isEqualTo(expected);
            for (Path file : meshes(folder)) {
                assertThat(MeshTranslator.translate(other, view(file), NOW))
                        .isEqualTo(MeshTranslator.translate(documents, view(file), NOW));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aMistakeIsReportedWhereItStands(Path file) throws IOException {
        String name = file.getFileName().toString();
        Documents documents = DocumentReader.read(name, Files.readString(file));
        List<Problem> problems = new ArrayList<>(documents.problems());
        problems.addAll(
                Translator.translate(documents, Addresses.OF_THE_MACHINE, NOW).problems());
        StringBuilder text = new StringBuilder();
        problems.forEach(problem -> text.append(problem).append('\n'));
        assertThat(text.toString()).isNotEmpty();
        compare(file.resolveSibling(name.replace(".yaml", ".expected")), text.toString());
    }

    private static void compare(Path expected, String actual) throws IOException {
        if (UPDATE) {
            Files.writeString(expected, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(expected));
    }
}
