package dev.windrose.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.schema.ServerRefusals;
import dev.windrose.translate.Translator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example of the documentation is complete, and accepted as it stands by the code that reads what users write. */
class DocumentationExamplesTest {

    @Test
    void thePagesHaveExamples() {
        assertThat(DocumentationPages.examples()).hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleIsAcceptedWithoutProblems(DocumentationPages.Example example) {
        ServerRefusals refusals = new ServerRefusals();
        Documents documents = DocumentReader.read(example.name(), example.text() + "\n---\n" + certificate(), refusals);
        assertThat(documents.problems()).isEmpty();
        assertThat(refusals.beyond(documents.problems())).isEmpty();
        assertThat(documents.rejected()).isEmpty();
        // The one warning that says what this edition cannot do at all.
        assertThat(Translator.translate(documents).problems())
                .filteredOn(problem -> !problem.code().equals("mesh-without-proxies"))
                .isEmpty();
    }

    /** The Secret that the page about TLS tells people to make for themselves. */
    private static String certificate() {
        return SourceTree.read(SourceTree.root().resolve("verification/src/test/resources/example-tls.yaml"));
    }

    static List<DocumentationPages.Example> examples() {
        return DocumentationPages.examples();
    }
}
