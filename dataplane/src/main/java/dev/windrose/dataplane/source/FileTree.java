package dev.windrose.dataplane.source;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The documents' files and folders of one moment. Files are sorted by path, so that the same folder always reads the same.
 *
 * @param files with documents
 * @param folders to be watched: every folder that was looked into, and the parents of files that were named themselves
 */
public record FileTree(List<Path> files, Set<Path> folders) {
    /** Deep enough for any sensible folder, and an end for a tree of links. */
    private static final int DEEPEST = 32;

    /**
     * Looks into all roots. A root that is named itself is taken whatever its name; inside folders, only {@code .yaml} and {@code .yml} count. A root that is not there contributes nothing, because it may come back; other errors are thrown.
     */
    public static FileTree scan(List<Path> roots) throws IOException {
        Scan scan = new Scan();
        for (Path root : roots) {
            scan.root(root);
        }
        return new FileTree(List.copyOf(scan.files), Set.copyOf(scan.folders));
    }

    /**
     * Whether a name inside a folder belongs to documents. Editors' temporary files do not: hidden ones ({@code .a.yaml.swp}, {@code .#a.yaml}),
     * backups ({@code a.yaml~}) and autosaves ({@code #a.yaml#}); nor do the hidden folders of Kubernetes' projected volumes, whose files
     * are linked to by visible names.
     */
    static boolean isDocument(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !isHidden(name) && !name.startsWith("#") && (lower.endsWith(".yaml") || lower.endsWith(".yml"));
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".");
    }

    private static final class Scan {
        private final List<Path> files = new ArrayList<>();
        private final Set<Path> folders = new HashSet<>();
        private final Set<Path> seen = new HashSet<>();

        void root(Path root) throws IOException {
            if (Files.isDirectory(root)) {
                folder(root, 0);
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

        private void folder(Path folder, int depth) throws IOException {
            if (depth > DEEPEST || !enter(folder)) {
                return;
            }
            folders.add(folder);
            for (Path entry : sorted(folder)) {
                String name = String.valueOf(entry.getFileName());
                if (Files.isDirectory(entry)) {
                    if (!isHidden(name)) {
                        folder(entry, depth + 1);
                    }
                } else if (isDocument(name) && Files.isRegularFile(entry)) {
                    files.add(entry);
                }
            }
        }

        /** False for a folder that was visited already, by this or another path: links may form circles. */
        private boolean enter(Path folder) throws IOException {
            try {
                return seen.add(folder.toRealPath());
            } catch (NoSuchFileException _) {
                return false;
            }
        }

        private static List<Path> sorted(Path folder) throws IOException {
            List<Path> entries = new ArrayList<>();
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
                stream.forEach(entries::add);
            } catch (NoSuchFileException _) {
                // Deleted since it was listed.
            }
            entries.sort(null);
            return entries;
        }
    }
}
