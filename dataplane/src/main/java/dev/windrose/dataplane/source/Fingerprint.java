package dev.windrose.dataplane.source;

import dev.windrose.documents.FileTree;
import dev.windrose.documents.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether any file's content, or the set of files, is another than before. Content is read again only when something about the file
 * changed (what a link points to, its identity, length or time), so that looking often costs little.
 */
final class Fingerprint {
    private Map<Path, Print> prints = Map.of();
    private Map<Path, Print> seen = Map.of();

    private record Print(String look, String hash) {}

    /** Looks at the files; true if they differ from what was remembered. */
    boolean differs(FileTree tree) {
        Map<Path, Print> now = new HashMap<>();
        boolean same = true;
        for (Path file : tree.files()) {
            Print before = prints.get(file);
            Print print = print(file, before);
            now.put(file, print);
            same &= before != null && before.hash().equals(print.hash());
        }
        seen = now;
        if (same && now.size() == prints.size()) {
            prints = now;
            return false;
        }
        return true;
    }

    /** Files that have become empty, or are gone, since what was remembered. */
    Set<Path> lost() {
        Set<Path> lost = new HashSet<>();
        prints.forEach((file, before) -> {
            Print now = seen.get(file);
            if (!before.hash().isEmpty() && (now == null || now.hash().isEmpty())) {
                lost.add(file);
            }
        });
        return lost;
    }

    /** Whether the files look as they did at the last {@link #differs}. */
    boolean isStill(FileTree tree) {
        if (tree.files().size() != seen.size()) {
            return false;
        }
        for (Path file : tree.files()) {
            Print known = seen.get(file);
            if (known == null || !known.look().equals(look(file))) {
                return false;
            }
        }
        return true;
    }

    /** What was seen last is what the next look is compared with. */
    void remember() {
        prints = seen;
    }

    /** Forgets the times of all files, so that the next look reads every content. */
    void distrust() {
        Map<Path, Print> hashes = new HashMap<>();
        prints.forEach((file, print) -> hashes.put(file, new Print("", print.hash())));
        prints = hashes;
    }

    private static Print print(Path file, @Nullable Print before) {
        String look = look(file);
        return before != null && !look.isEmpty() && before.look().equals(look) ? before : new Print(look, hash(file));
    }

    /** Anything that a change of the file would change; "" if it is gone or unreadable. */
    private static String look(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return file.toRealPath() + "|" + attributes.fileKey() + "|" + attributes.size() + "|"
                    + attributes.lastModifiedTime();
        } catch (IOException _) {
            return "";
        }
    }

    /** At most one more than the reader takes: the length that was told may be wrong. */
    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(YamlText.LARGEST + 1);
        }
    }

    /** "" for an empty file. */
    private static String hash(Path file) {
        try {
            long size = Files.size(file);
            if (size > YamlText.LARGEST) {
                // The reader refuses it whatever it says.
                return "too large: " + size;
            }
            byte[] content = bytes(file);
            return content.length == 0
                    ? ""
                    : HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (IOException e) {
            // Gone or unreadable: that is a state of its own, and the reader will say what is wrong with it.
            return "unreadable: " + e.getClass().getSimpleName();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
