package dev.windrose.documents;

import dev.windrose.documents.yaml.Position;
import dev.windrose.documents.yaml.Problem;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The documents' files and folders of one moment: {@code *.yaml} and {@code *.yml}, sorted by path, so that the same folder always reads the same. Links
 * are followed, as Kubernetes' volumes need; a folder that several links lead to is looked into once.
 *
 * @param files with documents
 * @param folders to be watched: every folder that was looked into, and the parents of files that were named themselves
 * @param problems what could not be read, and links that lead in a circle
 */
public record FileTree(List<Path> files, Set<Path> folders, List<Problem> problems) {
    /** Deeper folders are a mistake. */
    private static final int DEEPEST = 16;

    /** Looks into all roots. One that is a file counts whatever its name; one that is not there contributes nothing, because it may come back. */
    public static FileTree scan(List<Path> roots) {
        Scan scan = new Scan();
        roots.forEach(scan::root);
        return new FileTree(List.copyOf(scan.files), Set.copyOf(scan.folders), List.copyOf(scan.problems));
    }

    /** This, if all of it could be read; for who must not take a part for the whole. */
    public FileTree whole() throws IOException {
        for (Problem problem : problems) {
            if (problem.isError()) {
                throw new IOException(problem.position() + ": " + problem.message());
            }
        }
        return this;
    }

    /**
     * Whether a name inside a folder is none of ours: hidden files ({@code .a.yaml.swp}), the temporaries of editors ({@code #a.yaml#}, {@code ~a.yaml},
     * {@code a.yaml~}), and the hidden folders of Kubernetes' projected volumes, whose files are linked to by visible names.
     */
    private static boolean isHidden(String name) {
        return name.startsWith(".") || name.startsWith("#") || name.startsWith("~") || name.endsWith("~");
    }

    private static boolean isDocument(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".yaml") || lower.endsWith(".yml");
    }

    private static final class Scan {
        private final List<Path> files = new ArrayList<>();
        private final Set<Path> folders = new HashSet<>();
        private final List<Problem> problems = new ArrayList<>();
        private final Set<Path> seen = new HashSet<>();
        /** The real folders that lead to the one that is looked into. */
        private final Deque<Path> above = new ArrayDeque<>();

        void root(Path root) {
            if (Files.isDirectory(root)) {
                folder(root);
                return;
            }
            Path parent = root.toAbsolutePath().getParent();
            if (parent != null && Files.isDirectory(parent)) {
                folders.add(parent);
            }
            if (Files.isRegularFile(root)) {
                files.add(root);
            }
        }

        private void folder(Path folder) {
            try {
                Path real = folder.toRealPath();
                if (above.contains(real)) {
                    String why = "link: leads back to a folder it lies in; skipped";
                    problems.add(Problem.warning(Position.whole(folder.toString()), "link-loop", why));
                } else if (above.size() <= DEEPEST && seen.add(real)) {
                    above.push(real);
                    folders.add(folder);
                    entries(folder).forEach(this::entry);
                    above.pop();
                }
            } catch (NoSuchFileException _) {
                // Deleted since it was listed.
            } catch (IOException e) {
                String why = "cannot be read: " + e.getMessage();
                problems.add(Problem.error(Position.whole(folder.toString()), "unreadable-file", why));
            }
        }

        private void entry(Path entry) {
            String name = String.valueOf(entry.getFileName());
            if (isHidden(name)) {
                return;
            }
            if (Files.isDirectory(entry)) {
                folder(entry);
            } else if (isDocument(name) && Files.isRegularFile(entry)) {
                files.add(entry);
            }
        }

        private static List<Path> entries(Path folder) throws IOException {
            List<Path> entries = new ArrayList<>();
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
                stream.forEach(entries::add);
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            entries.sort(null);
            return entries;
        }
    }
}
