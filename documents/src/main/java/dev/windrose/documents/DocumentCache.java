package dev.windrose.documents;

import dev.windrose.documents.yaml.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads files, but parses only those whose content is another than the last time: the documents of the others are the very objects that they were.
 * For one thread at a time.
 */
public final class DocumentCache {
    private final Map<Path, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(byte[] hash, Documents documents) {}

    /** What {@link DocumentReader} reads from each of these files. Several processors share the work: parsing is most of what a start costs. */
    public List<Documents> read(List<Path> files) {
        return files.parallelStream().map(this::read).toList();
    }

    /** Forgets all files but these. */
    public void retain(Collection<Path> files) {
        kept.keySet().retainAll(new HashSet<>(files));
    }

    private Documents read(Path file) {
        byte[] content = content(file);
        if (content == null) {
            // What is wrong with the file is for the reader to say.
            kept.remove(file);
            return DocumentReader.read(file);
        }
        byte[] hash = sha256(content);
        Kept last = kept.get(file);
        if (last != null && MessageDigest.isEqual(last.hash, hash)) {
            return last.documents;
        }
        Documents documents = DocumentReader.read(file, content);
        kept.put(file, new Kept(hash, documents));
        return documents;
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

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
