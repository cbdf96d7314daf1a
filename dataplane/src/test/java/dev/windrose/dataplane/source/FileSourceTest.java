package dev.windrose.dataplane.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
    /** Looking again is switched off, so that only the system's notices can be the cause. */
    private static final FileSource.Timing BY_NOTICE =
            new FileSource.Timing(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofHours(1));

    private static final FileSource.Timing BY_LOOKING =
            new FileSource.Timing(Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofMillis(20));

    private final Semaphore changes = new Semaphore(0);

    @TempDir
    Path folder;

    private FileSource source;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), "a: 1");
        source = FileSource.start(List.of(folder), BY_NOTICE, this::noticed);
    }

    @AfterEach
    void stop() {
        source.close();
    }

    @Test
    void aChangedFileIsNoticed() throws Exception {
        Files.writeString(folder.resolve("a.yaml"), "a: 2");
        assertNoticed();
    }

    @Test
    void anAtomicRenameIsNoticed() throws Exception {
        Path temporary = Files.writeString(folder.resolve(".a.yaml.new"), "a: 2");
        Files.move(temporary, folder.resolve("a.yaml"), StandardCopyOption.ATOMIC_MOVE);
        assertNoticed();
    }

    @Test
    void aDeletedFileIsNoticed() throws Exception {
        Files.delete(folder.resolve("a.yaml"));
        assertNoticed();
    }

    @Test
    void aNewFolderIsWatchedFromThenOn() throws Exception {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path file = Files.writeString(inner.resolve("b.yaml"), "b: 1");
        assertNoticed();
        Files.writeString(file, "b: 2");
        assertNoticed();
    }

    @Test
    void aSwappedLinkOfAProjectedVolumeIsNoticed() throws Exception {
        source.close();
        Path volume = Files.createDirectory(folder.resolve("volume"));
        Path one = Files.createDirectory(volume.resolve("..2026_01"));
        Files.writeString(one.resolve("r.yaml"), "r: 1");
        Files.createSymbolicLink(volume.resolve("..data"), Path.of("..2026_01"));
        Files.createSymbolicLink(volume.resolve("r.yaml"), Path.of("..data/r.yaml"));
        source = FileSource.start(List.of(volume), BY_NOTICE, this::noticed);

        Path two = Files.createDirectory(volume.resolve("..2026_02"));
        Files.writeString(two.resolve("r.yaml"), "r: 2");
        Files.createSymbolicLink(volume.resolve("..data_tmp"), Path.of("..2026_02"));
        Files.move(volume.resolve("..data_tmp"), volume.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        assertNoticed();
    }

    @Test
    void whatTheSystemDoesNotTellIsFoundByLookingAgain() throws Exception {
        source.close();
        Path one = Files.createDirectory(folder.resolve("one"));
        Path two = Files.createDirectory(folder.resolve("two"));
        Files.writeString(one.resolve("r.yaml"), "r: 1");
        Files.writeString(two.resolve("r.yaml"), "r: 2");
        Path link = Files.createSymbolicLink(folder.resolve("link"), one);
        source = FileSource.start(List.of(link), BY_LOOKING, this::noticed);

        Files.createSymbolicLink(folder.resolve("next"), two);
        Files.move(folder.resolve("next"), link, StandardCopyOption.ATOMIC_MOVE);
        assertNoticed();
    }

    @Test
    void aLinkAboveTheFilesIsFollowedToItsNewPlace() throws Exception {
        source.close();
        Path one = Files.createDirectory(folder.resolve("one"));
        Path two = Files.createDirectory(folder.resolve("two"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), one);
        Files.createSymbolicLink(folder.resolve("next"), two);
        Files.move(folder.resolve("next"), link, StandardCopyOption.ATOMIC_MOVE);
        source = FileSource.start(List.of(link), BY_NOTICE, this::noticed);
        Files.writeString(two.resolve("r.yaml"), "r: 3");
        assertNoticed();
    }

    @Test
    void whatChangesWhileItIsReadIsReadAgain() throws Exception {
        source.close();
        Path file = folder.resolve("a.yaml");
        List<String> taken = new CopyOnWriteArrayList<>();
        source = FileSource.start(List.of(folder), BY_NOTICE, settled -> {
            String read = uncheckedRead(file);
            if (read.equals("a: 2")) {
                uncheckedWrite(file, "a: 3");
            }
            if (!settled.getAsBoolean()) {
                return false;
            }
            taken.add(read);
            return noticed(settled);
        });
        Files.writeString(file, "a: 2");
        assertNoticed();
        assertThat(taken).containsExactly("a: 3");
    }

    @Test
    void anEmptiedOrMissingFileIsWaitedForSinceItIsPerhapsBeingWritten() throws IOException {
        Path file = folder.resolve("a.yaml");
        Fingerprint print = new Fingerprint();
        print.differs(FileTree.scan(List.of(folder)));
        print.remember();
        Files.writeString(file, "");
        assertThat(print.differs(FileTree.scan(List.of(folder)))).isTrue();
        assertThat(print.lost()).containsExactly(file);
        Files.delete(file);
        assertThat(print.differs(FileTree.scan(List.of(folder)))).isTrue();
        assertThat(print.lost()).containsExactly(file);
        Files.writeString(file, "a: 2");
        assertThat(print.differs(FileTree.scan(List.of(folder)))).isTrue();
        assertThat(print.lost()).isEmpty();
    }

    @Test
    void temporaryFilesOfEditorsAndRewrittenSameContentAreNoChange() throws Exception {
        Files.writeString(folder.resolve(".a.yaml.swp"), "x");
        Files.writeString(folder.resolve("a.yaml~"), "x");
        Files.writeString(folder.resolve("#a.yaml#"), "x");
        Files.writeString(folder.resolve("4913"), "x");
        Files.writeString(folder.resolve("a.yaml"), "a: 1");
        // The change below is noticed once; had one of the above counted, there could be two.
        Files.writeString(folder.resolve("b.yaml"), "b: 1");
        assertNoticed();
        assertThat(FileTree.scan(List.of(folder)).files())
                .containsExactly(folder.resolve("a.yaml"), folder.resolve("b.yaml"));
    }

    @Test
    void aReloadThatThrowsDoesNotEndTheWatch() throws Exception {
        source.close();
        source = FileSource.start(List.of(folder), BY_NOTICE, _ -> {
            changes.release();
            throw new IllegalStateException("as a test");
        });
        Files.writeString(folder.resolve("a.yaml"), "a: 2");
        assertNoticed();
        Files.writeString(folder.resolve("a.yaml"), "a: 3");
        assertNoticed();
    }

    @Test
    void foldersLinkedInCirclesEnd() throws Exception {
        Files.createSymbolicLink(folder.resolve("self"), folder);
        assertThat(FileTree.scan(List.of(folder)).files()).containsExactly(folder.resolve("a.yaml"));
    }

    private static String uncheckedRead(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void uncheckedWrite(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean noticed(BooleanSupplier settled) {
        changes.release();
        return true;
    }

    private void assertNoticed() throws InterruptedException {
        assertThat(changes.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }
}
