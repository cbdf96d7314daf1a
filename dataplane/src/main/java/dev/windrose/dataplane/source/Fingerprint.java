package dev.windrose.dataplane.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether any file's content, or the set of files, is another than before. Content is read again only when something about the file
 * changed (what a link points to, its identity, length or time), so that looking often costs little.
 */
final class Fingerprint {
    private Map<Path, Print> prints = Map.of();

    private record Print(String look, String hash) {}

    /** Looks at the files and remembers them; true if they differ from what was remembered. */
    boolean update(FileTree tree) {
        Map<Path, Print> now = new HashMap<>();
        boolean same = true;
        for (Path file : tree.files()) {
            Print before = prints.get(file);
            Print print = look(file, before);
            now.put(file, print);
            same &= before != null && before.hash().equals(print.hash());
        }
        same &= now.size() == prints.size();
        prints = now;
        return !same;
    }

    /** Forgets the times of all files, so that the next update reads every content. */
    void distrust() {
        Map<Path, Print> hashes = new HashMap<>();
        prints.forEach((file, print) -> hashes.put(file, new Print("", print.hash())));
        prints = hashes;
    }

    private static Print look(Path file, @Nullable Print before) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            String look = file.toRealPath() + "|" + attributes.fileKey() + "|" + attributes.size() + "|"
                    + attributes.lastModifiedTime();
            return before != null && before.look().equals(look) ? before : new Print(look, hash(file));
        } catch (IOException e) {
            // Gone or unreadable: that is a state of its own, and the reader will say what is wrong with it.
            return new Print("", "unreadable: " + e.getClass().getSimpleName());
        }
    }

    private static String hash(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Files.readAllBytes(file));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
