package dev.windrose.verification;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The working tree: its modules, their sources and their compiled classes. Modules without code yet are simply empty. */
final class SourceTree {

    private SourceTree() {}

    /** The repository's root: the nearest directory upward that holds the module {@code model}. */
    static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null && !Files.exists(directory.resolve("model/pom.xml"))) {
            directory = directory.getParent();
        }
        if (directory == null) {
            throw new IllegalStateException("working directory: " + Path.of("").toAbsolutePath()
                    + " (expected: inside a clone of the project)");
        }
        return directory;
    }

    static List<Path> modules() {
        try (Stream<Path> children = Files.list(root())) {
            return children.filter(child -> Files.exists(child.resolve("pom.xml")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> classDirectories() {
        return modules().stream()
                .map(module -> module.resolve("target/classes"))
                .filter(Files::isDirectory)
                .toList();
    }

    static List<Path> mainSources() {
        return filesUnder("src/main/java", ".java");
    }

    static List<Path> testSources() {
        return filesUnder("src/test/java", ".java");
    }

    static List<Path> allSources() {
        return Stream.concat(mainSources().stream(), testSources().stream()).toList();
    }

    /** Files of every module below a folder, by the end of their name, in a stable order. */
    static List<Path> filesUnder(String folder, String ending) {
        return modules().stream()
                .map(module -> module.resolve(folder))
                .filter(Files::isDirectory)
                .flatMap(directory -> walk(directory, ending).stream())
                .toList();
    }

    static List<Path> walk(Path directory, String ending) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** The path as a reader of a failure wants it: relative to the root. */
    static String shown(Path file) {
        return root().relativize(file).toString();
    }
}
