package dev.windrose.documents;

import dev.windrose.documents.yaml.Position;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.documents.yaml.Problems;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which files of a folder hold documents: {@code *.yaml} and {@code *.yml}, without hidden files and editors' temporaries. */
final class DocumentFiles extends SimpleFileVisitor<Path> {
    /** Deeper folders are a mistake. */
    private static final int DEEPEST = 16;

    private final Path root;
    private final Problems problems;
    private final List<Path> found = new ArrayList<>();

    private DocumentFiles(Path root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    /** A file itself, whatever its name; or a folder's files in a stable order. Links are followed, as Kubernetes volumes need. */
    static List<Path> under(Path path, Problems problems) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        DocumentFiles files = new DocumentFiles(path, problems);
        try {
            Files.walkFileTree(path, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, files);
        } catch (IOException e) {
            files.unreadable(path, e);
        }
        files.found.sort(null);
        return files.found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        return !folder.equals(root) && isHidden(name(folder)) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        String name = name(file).toLowerCase(Locale.ROOT);
        if (!isHidden(name) && (name.endsWith(".yaml") || name.endsWith(".yml")) && attributes.isRegularFile()) {
            found.add(file);
        }
        return FileVisitResult.CONTINUE;
    }

    /** What cannot be read does not take its neighbours with it. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException why) {
        if (!file.equals(root) && isHidden(name(file))) {
            return FileVisitResult.CONTINUE;
        }
        if (why instanceof FileSystemLoopException) {
            problems.add(Problem.warning(
                    Position.whole(file.toString()), "link-loop", "link: leads back to a folder it lies in; skipped"));
        } else {
            unreadable(file, why);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException why) {
        if (why != null) {
            unreadable(folder, why);
        }
        return FileVisitResult.CONTINUE;
    }

    private void unreadable(Path path, IOException why) {
        problems.error(Position.whole(path.toString()), "unreadable-file", "cannot be read: " + why.getMessage());
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    /** Dot files, and the temporaries of Emacs, Vim and others. */
    private static boolean isHidden(String name) {
        return name.startsWith(".") || name.startsWith("#") || name.startsWith("~") || name.endsWith("~");
    }
}
