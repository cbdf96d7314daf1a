package dev.windrose.documents;

import dev.windrose.documents.yaml.Position;
import dev.windrose.documents.yaml.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Which files of a folder hold documents: {@code *.yaml} and {@code *.yml}, without hidden files and editors' temporaries. */
final class DocumentFiles {
    /** Deeper folders are a mistake, or a link back up. */
    private static final int DEEPEST = 16;

    private DocumentFiles() {}

    /** A file itself, whatever its name; or a folder's files in a stable order. Links are followed, as Kubernetes volumes need. */
    static List<Path> under(Path path, Problems problems) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> walk = Files.walk(path, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
            return walk.filter(file -> holdsDocuments(path, file)).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            problems.error(
                    new Position(path.toString(), 1, 1),
                    "unreadable-file",
                    "folder: cannot be read: " + e.getMessage());
            return List.of();
        }
    }

    private static boolean holdsDocuments(Path root, Path file) {
        for (Path part : root.relativize(file)) {
            if (isHidden(part.toString())) {
                return false;
            }
        }
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return (name.endsWith(".yaml") || name.endsWith(".yml")) && Files.isRegularFile(file);
    }

    /** Dot files, and the temporaries of Emacs, Vim and others. */
    private static boolean isHidden(String name) {
        return name.startsWith(".") || name.startsWith("#") || name.startsWith("~") || name.endsWith("~");
    }
}
