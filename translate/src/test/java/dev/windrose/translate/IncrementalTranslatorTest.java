package dev.windrose.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.translate.Addresses.Assignment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Edit by edit the same comes out as from scratch. The documents are those of the golden cases, and what becomes of them when lines get lost. */
class IncrementalTranslatorTest {
    private static final int SEQUENCES = Integer.getInteger("incremental.sequences", 60);
    private static final int EDITS = 50;
    private static final int CASES = 7;

    private final Random random = new Random(20_261_121);
    private final List<Piece> pool = new ArrayList<>();
    private final List<Piece> present = new ArrayList<>();
    private int number;
    private Instant now = GoldenTest.NOW;
    private Addresses addresses = Addresses.OF_THE_MACHINE;

    /** A text with mostly one document, and how it was read. */
    private record Piece(String name, String text, Documents read) {
        static Piece of(String name, String text) {
            return new Piece(name, text, DocumentReader.read(name, text));
        }
    }

    @Test
    void everyStepOfManyEditsIsAsFromScratch() throws IOException {
        List<Path> cases = GoldenTest.cases();
        // Few of all cases have to do with Services as parents, and those only beside a mesh.
        List<Path> meshes = cases.stream()
                .filter(folder -> folder.getFileName().toString().startsWith("mesh-"))
                .toList();
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            fill(sequence % 3 == 0 ? meshes : cases);
            IncrementalTranslator translator = new IncrementalTranslator();
            for (int edit = 0; edit < EDITS; edit++) {
                edit();
                Documents documents = documents();
                Translation expected = Translator.translate(documents, addresses, now);
                Translation actual = translator.translate(documents, addresses, now);
                String what = "sequence " + sequence + ", edit " + edit;
                assertThat(actual.problems()).as(what).isEqualTo(expected.problems());
                assertThat(actual.statuses()).as(what).isEqualTo(expected.statuses());
                assertThat(actual.model()).as(what).isEqualTo(expected.model());
                assertThat(actual.model().toString())
                        .as(what)
                        .isEqualTo(expected.model().toString());
            }
        }
    }

    private void fill(List<Path> cases) throws IOException {
        pool.clear();
        present.clear();
        for (int i = 0; i < CASES; i++) {
            Path folder = cases.get(random.nextInt(cases.size()));
            String[] texts = Files.readString(folder.resolve("in.yaml")).split("(?m)^---.*\n", -1);
            for (int part = 0; part < texts.length; part++) {
                String name = folder.getFileName() + "-" + part + ".yaml";
                pool.add(Piece.of(name, texts[part]));
                pool.add(Piece.of(name, withoutALine(texts[part])));
            }
        }
        for (int i = 0; i < pool.size() / 2; i++) {
            present.add(Piece.of(fresh(), pool.get(random.nextInt(pool.size())).text));
        }
    }

    /** No two documents stand in one place; which file comes first is left to chance. */
    private String fresh() {
        return (char) ('a' + random.nextInt(26)) + "-" + number++ + ".yaml";
    }

    private String withoutALine(String text) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (lines.size() > 4) {
            lines.remove(4 + random.nextInt(lines.size() - 4));
        }
        return String.join("\n", lines);
    }

    /** One or a few documents come, go, change, move, or are read again; now and then addresses or the time are others. */
    private void edit() {
        int many = random.nextInt(10) == 0 ? 10 : 1 + random.nextInt(2);
        for (int i = 0; i < many; i++) {
            int at = present.isEmpty() ? 0 : random.nextInt(present.size());
            Piece other = pool.get(random.nextInt(pool.size()));
            switch (present.isEmpty() ? 0 : random.nextInt(6)) {
                case 0, 1 -> present.add(at, Piece.of(fresh(), other.text));
                case 2 -> present.remove(at);
                case 3 -> present.set(at, Piece.of(present.get(at).name, other.text));
                case 4 -> present.add(present.remove(at));
                default -> present.set(at, Piece.of(present.get(at).name, present.get(at).text));
            }
        }
        if (random.nextInt(12) == 0) {
            addresses = random.nextBoolean() ? Addresses.OF_THE_MACHINE : own();
        }
        if (random.nextInt(12) == 0) {
            now = GoldenTest.NOW.minus(Duration.ofDays(random.nextInt(2000)));
        }
    }

    private static Addresses own() {
        return gateway ->
                new Assignment(List.of("127.0.0." + gateway.metadata().name().length()), List.of(), null);
    }

    private Documents documents() {
        List<Document> all = new ArrayList<>();
        List<Documents.Rejected> rejected = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Piece piece : present) {
            all.addAll(piece.read.all());
            rejected.addAll(piece.read.rejected());
            problems.addAll(piece.read.problems());
        }
        return new Documents(all, rejected, problems);
    }
}
