package dev.windrose.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.kind.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
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
        Document first = cache.read(file).all().getFirst();
        Files.writeString(file, namespace("one"));
        assertThat(cache.read(file).all().getFirst()).isSameAs(first);
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
        assertThat(cache.read(file).problems()).hasSize(1);
        assertThat(cache.read(file).problems()).hasSize(1);
    }

    @Test
    void whatCannotBeReadIsToldAsTheReaderTellsIt() throws IOException {
        names();
        Files.delete(file);
        assertThat(cache.read(file)).isEqualTo(DocumentReader.read(List.of(file)));
        Files.write(file, new byte[] {(byte) 0xff});
        assertThat(cache.read(file)).isEqualTo(DocumentReader.read(List.of(file)));
        assertThat(cache.read(file).problems().getFirst().message()).contains("not UTF-8");
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(cache.read(file).problems()).hasSize(1);
    }

    @Test
    void aFileThatWasForgottenIsReadAgain() {
        Document first = cache.read(file).all().getFirst();
        cache.retain(List.of());
        assertThat(cache.read(file).all().getFirst()).isNotSameAs(first).isEqualTo(first);
    }

    private List<String> names() {
        return cache.read(file).all().stream()
                .map(document -> document.metadata().name())
                .toList();
    }

    private static String namespace(String name) {
        return "apiVersion: v1\nkind: Namespace\nmetadata: {name: " + name + "}\n";
    }
}
