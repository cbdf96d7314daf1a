package dev.windrose.verification.translated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.translate.Addresses;
import dev.windrose.translate.IncrementalTranslator;
import dev.windrose.translate.Translation;
import dev.windrose.translate.Translator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What runs depends on what is written now: not on what was written before, nor on the order of files. The inputs are the golden cases. */
class SnapshotIdentityTest {
    private static final FilterRegistry FILTERS = FilterRegistry.load();

    /** A gateway that goes on from one state to the next, and takes over what it can. */
    private static final class Running {
        private final IncrementalTranslator translator = new IncrementalTranslator();
        private Snapshot snapshot = Snapshot.EMPTY;

        String take(Documents documents) {
            Translation next = translator.translate(documents, Addresses.OF_THE_MACHINE, GoldenCases.NOW);
            Snapshot before = snapshot;
            snapshot = Compiler.compile(next.model(), before, FILTERS).snapshot();
            snapshot.succeed(before);
            return snapshot.version().toString();
        }
    }

    @Test
    void aDocumentThatGoesAndComesBackGivesTheSameSnapshot() throws IOException {
        int changed = 0;
        for (Path folder : GoldenCases.all()) {
            Documents documents = GoldenCases.read(GoldenCases.text(folder));
            Running running = new Running();
            String whole = running.take(documents);
            for (Document document : documents.all()) {
                List<Document> others = new ArrayList<>(documents.all());
                others.remove(document);
                changed += running.take(with(documents, others)).equals(whole) ? 0 : 1;
                others.add(document);
                assertThat(running.take(with(documents, others)))
                        .as("%s %s", folder, document.metadata().key())
                        .isEqualTo(whole);
                assertThat(new Running().take(with(documents, others)))
                        .as("%s, at a start", folder)
                        .isEqualTo(whole);
            }
        }
        // Most documents count for something, so the name of a snapshot is not the same for all.
        assertThat(changed).isGreaterThan(500);
    }

    @Test
    void theOrderOfFilesNeverChangesModelOrStatuses() throws IOException {
        for (Path folder : GoldenCases.all()) {
            List<Documents> files = files(GoldenCases.text(folder));
            Translation expected = translate(files);
            for (int seed = 0; seed < 3; seed++) {
                List<Documents> shuffled = new ArrayList<>(files);
                Collections.shuffle(shuffled, new Random(seed));
                Translation actual = translate(shuffled);
                assertThat(actual.model()).as(folder.toString()).isEqualTo(expected.model());
                assertThat(actual.statuses()).as(folder.toString()).isEqualTo(expected.statuses());
            }
        }
    }

    /** Each document in a file of its own. */
    private static List<Documents> files(String text) {
        List<Documents> files = new ArrayList<>();
        for (String part : text.split("(?m)^---.*\n", -1)) {
            files.add(DocumentReader.read("file-" + files.size() + ".yaml", part));
        }
        return files;
    }

    private static Translation translate(List<Documents> files) {
        List<Document> all = new ArrayList<>();
        List<Documents.Rejected> rejected = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Documents file : files) {
            all.addAll(file.all());
            rejected.addAll(file.rejected());
            problems.addAll(file.problems());
        }
        return Translator.translate(new Documents(all, rejected, problems), Addresses.OF_THE_MACHINE, GoldenCases.NOW);
    }

    private static Documents with(Documents documents, List<Document> all) {
        return new Documents(all, documents.rejected(), documents.problems());
    }
}
