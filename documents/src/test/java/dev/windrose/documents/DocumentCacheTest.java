package dev.windrose.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.kind.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentCacheTest {
    private final DocumentCache cache = new DocumentCache();

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("a.yaml");
        Files.writeString(file, namespace("one"));
    }

    @Test
    void aFileThatSaysTheSameIsNotReadAgain() throws IOException {
        Document first = read().all().getFirst();
        Files.writeString(file, namespace("one"));
        assertThat(read().all().getFirst()).isSameAs(first);
    }

    @Test
    void anEditIsSeenWhateverTheTimeAndLengthOfTheFile() throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        assertThat(names()).containsExactly("one");
        Files.writeString(file, namespace("two"));
        Files.setLastModifiedTime(file, time);
        assertThat(names()).containsExactly("two");
    }

    @Test
    void mistakesAreToldEachTime() throws IOException {
        Files.writeString(file, "kind: [");
        assertThat(read().problems()).hasSize(1);
        assertThat(read().problems()).hasSize(1);
    }

    @Test
    void whatCannotBeReadIsToldAsTheReaderTellsIt() throws IOException {
        names();
        Files.delete(file);
        assertThat(read()).isEqualTo(DocumentReader.read(List.of(file)));
        Files.write(file, new byte[] {(byte) 0xff});
        assertThat(read()).isEqualTo(DocumentReader.read(List.of(file)));
        assertThat(read().problems().getFirst().message()).contains("not UTF-8");
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(read().problems()).hasSize(1);
    }

    @Test
    void aFileThatWasForgottenIsReadAgain() {
        Document first = read().all().getFirst();
        cache.retain(List.of());
        assertThat(read().all().getFirst()).isNotSameAs(first).isEqualTo(first);
    }

    @Test
    void manyFilesComeInTheirOrder() throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            files.add(Files.writeString(folder.resolve(i + ".yaml"), namespace("n" + i)));
        }
        assertThat(cache.read(files))
                .extracting(documents -> documents.all().getFirst().metadata().name())
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> "n" + i).toList());
    }

    @Test
    void ofOneFileOnlyTheDocumentThatChangedIsReadAgain() throws IOException {
        Files.writeString(file, namespace("one") + "---\n" + namespace("two") + "---\n" + namespace("three"));
        List<Document> first = read().all();
        Files.writeString(file, namespace("one") + "---\n" + namespace("other") + "---\n" + namespace("three"));
        List<Document> second = read().all();
        assertThat(second.get(0)).isSameAs(first.get(0));
        assertThat(second.get(1).metadata().name()).isEqualTo("other");
        assertThat(second.get(2)).isSameAs(first.get(2));
    }

    @Test
    void afterEveryEditItReadsAsTheReaderDoes() throws IOException {
        Random random = new Random(12);
        List<String> lines = List.of(
                "---",
                "--- # two",
                "----",
                "---x",
                " ---",
                "",
                "# note",
                "%YAML 1.2",
                "---\u2028",
                "é: ü",
                "\uFEFF",
                "a: *b",
                "kind: Namespace",
                "kind: Service",
                "apiVersion: v1",
                "metadata: {name: a}",
                "metadata: {name: b, labels: {x: y}}",
                "unknown: 1",
                "a: [",
                "- b",
                "\tc: d",
                "e: |",
                "  ---",
                "\r");
        List<String> text = new ArrayList<>();
        for (int edit = 0; edit < 4_000; edit++) {
            int at = random.nextInt(text.size() + 1);
            if (text.size() > 40 || (at < text.size() && random.nextInt(3) == 0)) {
                text.remove(Math.min(at, text.size() - 1));
            } else {
                text.addAll(
                        at,
                        random.nextInt(4) > 0
                                ? List.of(lines.get(random.nextInt(lines.size())))
                                : List.of(
                                        "---", "apiVersion: v1", "kind: Namespace", "metadata: {name: n" + edit + "}"));
            }
            Files.writeString(file, String.join("\n", text) + (random.nextBoolean() ? "\n" : ""));
            assertThat(read()).as("edit %s: %s", edit, text).isEqualTo(DocumentReader.read(List.of(file)));
        }
    }

    private Documents read() {
        return cache.read(List.of(file)).getFirst();
    }

    private List<String> names() {
        return read().all().stream().map(document -> document.metadata().name()).toList();
    }

    private static String namespace(String name) {
        return "apiVersion: v1\nkind: Namespace\nmetadata: {name: " + name + "}\n";
    }
}
