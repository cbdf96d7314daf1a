package dev.windrose.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.kind.Backend;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.Secret;
import dev.windrose.documents.yaml.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentReaderTest {
    private static String namespace(String name) {
        return "apiVersion: v1\nkind: Namespace\nmetadata: {name: " + name + "}\n";
    }

    private static List<String> names(Documents documents) {
        return documents.all().stream()
                .map(Document::metadata)
                .map(m -> m.name())
                .toList();
    }

    @Test
    void foldersAreReadInTheOrderOfNamesWithoutHiddenAndTemporaryFiles(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("sub/.git"));
        Files.writeString(folder.resolve("b.yaml"), namespace("b") + "---\n# only a comment\n---\n" + namespace("c"));
        Files.writeString(folder.resolve("a.yml"), namespace("a"));
        Files.writeString(folder.resolve("sub/d.yaml"), namespace("d"));
        for (String ignored : List.of(".a.yaml", "a.yaml~", "#a.yaml", "a.yaml.swp", "notes.txt", "sub/.git/x.yaml")) {
            Files.writeString(folder.resolve(ignored), namespace("ignored"));
        }
        Documents documents = DocumentReader.read(List.of(folder));
        assertThat(names(documents)).containsExactly("a", "b", "c", "d");
        assertThat(documents.problems()).isEmpty();
    }

    @Test
    void aMissingFileIsAProblem(@TempDir Path folder) {
        Documents documents = DocumentReader.read(List.of(folder.resolve("gone.yaml")));
        assertThat(documents.problems()).hasSize(1);
        assertThat(documents.problems().getFirst().toString()).endsWith("gone.yaml: error: no such file or folder");
    }

    @Test
    void bytesThatAreNotUtf8AreAProblem(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("x.yaml"), "name: é".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(DocumentReader.read(List.of(file)).problems().getFirst().code())
                .isEqualTo("unreadable-file");
    }

    @Test
    void itemsOfAListAreDocuments() {
        String text = "apiVersion: v1\nkind: List\nitems:\n- "
                + namespace("x").strip().replace("\n", "\n  ") + "\n";
        assertThat(names(DocumentReader.read("list.yaml", text))).containsExactly("x");
    }

    @Test
    void aNameThatAServerWouldMakeUpIsAskedFor() {
        assertThat(problems("{generateName: a-}"))
                .containsExactly(
                        "n.yaml:3:11: error: metadata.name: missing (expected: a name; generateName only works with kubectl create)");
        assertThat(problems("{labels: {a: b}}"))
                .containsExactly("n.yaml:3:11: error: metadata.name: missing (expected: text)");
        assertThat(problems("{name: a, generateName: a-}")).isEmpty();
    }

    private static List<String> problems(String metadata) {
        String text = "apiVersion: v1\nkind: Namespace\nmetadata: " + metadata + "\n";
        return DocumentReader.read("n.yaml", text).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void statusIsAcceptedAndIgnored() {
        Documents documents = DocumentReader.read("x.yaml", namespace("x") + "status: {phase: Active}\n");
        assertThat(documents.problems()).isEmpty();
    }

    @Test
    void aBackendIsWrittenShortOrLong() {
        String head = "apiVersion: windrose.dev/v1alpha1\nkind: Backend\nmetadata: {name: b}\nspec: ";
        Backend shorter = DocumentReader.read("b.yaml", head + "{host: localhost, port: 3000}")
                .of(Backend.class)
                .getFirst();
        Backend longer = DocumentReader.read("b.yaml", head + "{endpoints: [{host: localhost, port: 3000}]}")
                .of(Backend.class)
                .getFirst();
        assertThat(shorter.endpoints().getFirst().port()).isEqualTo(3000);
        assertThat(longer.endpoints().getFirst().host()).isEqualTo("localhost");
        assertThat(shorter.metadata().namespace()).isEqualTo("default");
    }

    @Test
    void secretsPrintRedacted() {
        Documents documents = DocumentReader.read(
                "s.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {tls.key: hush}\n");
        Secret secret = documents.of(Secret.class).getFirst();
        assertThat(secret.text("tls.key")).isEqualTo("hush");
        assertThat(documents.toString()).doesNotContain("hush");
        assertThat(secret.data().toString()).doesNotContain("hush");
    }

    @Test
    void secretsKeepTheirBytesThatAreNoText() {
        byte[] random = {(byte) 0xff, 0, (byte) 0xc3, 'a', (byte) 0xef, (byte) 0xbf, (byte) 0xbd};
        String encoded = Base64.getEncoder().encodeToString(random);
        Secret secret = DocumentReader.read(
                        "s.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {key: " + encoded + "}\n")
                .of(Secret.class)
                .getFirst();
        assertThat(Objects.requireNonNull(secret.data().get("key")).bytes()).isEqualTo(random);
        assertThat(secret.data().get("key").length()).isEqualTo(7);
    }
}
