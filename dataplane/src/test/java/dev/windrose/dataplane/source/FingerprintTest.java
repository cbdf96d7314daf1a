package dev.windrose.dataplane.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.FileTree;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
    @TempDir
    Path folder;

    @Test
    void aFileThatNobodyWillReadIsNotReadEither() throws IOException {
        Path file = folder.resolve("large.yaml");
        Fingerprint fingerprint = new Fingerprint();
        resize(file, 1L << 40);
        assertThat(fingerprint.differs(FileTree.scan(List.of(folder)))).isTrue();
        fingerprint.remember();
        fingerprint.distrust();
        assertThat(fingerprint.differs(FileTree.scan(List.of(folder)))).isFalse();
        resize(file, 1L << 41);
        assertThat(fingerprint.differs(FileTree.scan(List.of(folder)))).isTrue();
        Files.writeString(file, "small");
        assertThat(fingerprint.differs(FileTree.scan(List.of(folder)))).isTrue();
    }

    /** A file with a hole: it takes no room. */
    private static void resize(Path file, long length) throws IOException {
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(length);
        }
    }
}
