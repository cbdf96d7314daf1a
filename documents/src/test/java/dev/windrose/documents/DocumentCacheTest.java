package dev.windrose.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.kind.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
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
