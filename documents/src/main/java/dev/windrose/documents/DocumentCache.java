package dev.windrose.documents;

import dev.windrose.documents.yaml.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads files, but parses only those whose content is another than the last time: the documents of the others are the very objects that they were.
 * For one thread at a time.
 */
public final class DocumentCache {
    private final MessageDigest sha256;
    private final Map<Path, Kept> kept = new HashMap<>();

    private record Kept(byte[] hash, Documents documents) {}

    public DocumentCache() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** What {@link DocumentReader} reads from one file. */
    public Documents read(Path file) {
        byte[] content = content(file);
        if (content == null) {
            // What is wrong with the file is for the reader to say.
            kept.remove(file);
            return DocumentReader.read(file);
        }
        byte[] hash = sha256.digest(content);
        Kept last = kept.get(file);
        if (last != null && MessageDigest.isEqual(last.hash, hash)) {
            return last.documents;
        }
        Documents documents = DocumentReader.read(file, content);
        kept.put(file, new Kept(hash, documents));
        return documents;
    }

    /** Forgets all files but these. */
    public void retain(Collection<Path> files) {
        kept.keySet().retainAll(new HashSet<>(files));
    }

    /** Null if the file cannot be read or is too large. */
    private static byte @Nullable [] content(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > YamlText.LARGEST) {
                return null;
            }
            byte[] content = DocumentReader.bytes(file);
            return content.length > YamlText.LARGEST ? null : content;
        } catch (IOException _) {
            return null;
        }
    }
}
