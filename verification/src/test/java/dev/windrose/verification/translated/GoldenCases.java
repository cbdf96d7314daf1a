package dev.windrose.verification.translated;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The inputs of the golden cases of {@code translate}. */
final class GoldenCases {
    /** After the end of the expired certificate of the cases, before the end of the others. */
    static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    private GoldenCases() {}

    static List<Path> all() throws IOException {
        // A test's working directory is its module.
        Path folder = Path.of("../translate/src/test/resources/cases");
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(Files::isDirectory).sorted().toList();
        }
    }

    static String text(Path folder) throws IOException {
        return Files.readString(folder.resolve("in.yaml"));
    }

    static Documents read(String text) {
        return DocumentReader.read("in.yaml", text);
    }
}
