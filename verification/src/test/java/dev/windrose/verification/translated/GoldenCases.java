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
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("model/pom.xml"))) {
            directory = directory.getParent();
        }
        try (Stream<Path> list = Files.list(directory.resolve("translate/src/test/resources/cases"))) {
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
