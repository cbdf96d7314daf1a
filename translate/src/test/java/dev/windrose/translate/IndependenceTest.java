package dev.windrose.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a document becomes depends on nothing but the documents that it has to do with. The inputs are the golden cases. */
class IndependenceTest {
    @Test
    void translatingTwiceIsTheSame() throws IOException {
        for (Path folder : GoldenTest.cases()) {
            Documents documents = read(folder);
            assertThat(translate(documents)).as(folder.toString()).isEqualTo(translate(documents));
        }
    }

    @Test
    void aDocumentThatGoesAndComesBackLeavesNoTrace() throws IOException {
        for (Path folder : GoldenTest.cases()) {
            Documents documents = read(folder);
            Translation expected = translate(documents);
            for (Document document : documents.all()) {
                List<Document> others = new ArrayList<>(documents.all());
                others.remove(document);
                translate(with(documents, others));
                others.add(document);
                assertThat(translate(with(documents, others)))
                        .as("%s %s", folder, document.metadata().key())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void whatIsWrittenElsewhereWithMistakesChangesNothing() throws IOException {
        List<Documents> broken = new ArrayList<>();
        for (Path file : GoldenTest.broken()) {
            broken.add(elsewhere(file, broken.size()));
        }
        List<Path> cases = GoldenTest.cases();
        for (int i = 0; i < cases.size(); i++) {
            Documents documents = read(cases.get(i));
            unchanged(cases.get(i), documents, List.of(broken.get(i % broken.size())));
            unchanged(cases.get(i), documents, broken);
        }
    }

    private static void unchanged(Path folder, Documents documents, List<Documents> broken) {
        List<Document> all = new ArrayList<>(documents.all());
        List<Documents.Rejected> rejected = new ArrayList<>(documents.rejected());
        for (Documents other : broken) {
            other.all().stream()
                    .filter(document -> document.metadata().namespace().startsWith("elsewhere"))
                    .forEach(all::add);
            rejected.addAll(other.rejected());
        }
        Translation before = translate(documents);
        Translation after = translate(new Documents(all, rejected, documents.problems()));
        Model model = after.model();
        String what = folder.toString();
        assertThat(model.listeners()).as(what).containsAll(before.model().listeners());
        assertThat(model.routeTables())
                .as(what)
                .containsAllEntriesOf(before.model().routeTables());
        assertThat(model.clusters())
                .as(what)
                .containsAllEntriesOf(before.model().clusters());
        assertThat(model.certificates())
                .as(what)
                .containsAllEntriesOf(before.model().certificates());
        assertThat(own(after)).as(what).isEqualTo(own(before));
        assertThat(after.statuses()).as(what).containsAll(before.statuses());
    }

    private static List<Problem> own(Translation translation) {
        return translation.problems().stream()
                .filter(problem -> problem.position().file().equals("in.yaml"))
                .toList();
    }

    /** In a namespace and at ports that no case has: two Gateways of one machine share its ports. */
    private static Documents elsewhere(Path file, int number) throws IOException {
        String text = Files.readString(file)
                .replaceAll("namespace: [a-z]+", "namespace: elsewhere-" + number)
                .replaceAll("port: (8[04])", "port: 4$1");
        return DocumentReader.read("broken-" + number + ".yaml", text);
    }

    private static Documents with(Documents documents, List<Document> all) {
        return new Documents(all, documents.rejected(), documents.problems());
    }

    private static Documents read(Path folder) throws IOException {
        return DocumentReader.read("in.yaml", Files.readString(folder.resolve("in.yaml")));
    }

    private static Translation translate(Documents documents) {
        return Translator.translate(documents, Addresses.OF_THE_MACHINE, GoldenTest.NOW);
    }
}
