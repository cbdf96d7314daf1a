package dev.windrose.documents;

import dev.windrose.documents.DocumentReader.Part;
import dev.windrose.documents.FileParts.Print;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.documents.yaml.Problems;
import dev.windrose.documents.yaml.YamlText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads files, but parses only those of their documents whose text or place is another than the last time: the others are the very objects that
 * they were. For one thread at a time.
 */
public final class DocumentCache {
    private final Map<Path, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(Print[] prints, Part[] parts, Documents documents) {
        /** What these prints have here; an edit mostly leaves what is before it and what is after it. */
        @Nullable
        Part[] known(Print[] now) {
            @Nullable Part[] known = new Part[now.length];
            int least = Math.min(now.length, prints.length);
            int start = 0;
            while (start < least && prints[start].equals(now[start])) {
                known[start] = parts[start++];
            }
            int end = 0;
            while (end < least - start && prints[prints.length - 1 - end].equals(now[now.length - 1 - end])) {
                end++;
                known[now.length - end] = parts[parts.length - end];
            }
            Map<Print, Part> between = new HashMap<>();
            for (int i = start; i < prints.length - end; i++) {
                between.put(prints[i], parts[i]);
            }
            for (int i = start; i < now.length - end; i++) {
                known[i] = between.get(now[i]);
            }
            return known;
        }
    }

    /** A file that cannot be cut, because bytes of it are no text. */
    private static final class NoText extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private NoText() {
            super(null, null, false, false);
        }
    }

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
        List<FileParts.Part> parts = content == null ? null : FileParts.of(content);
        Documents documents = content == null || parts == null ? null : read(file, content, parts);
        if (documents == null) {
            // What is wrong with the file is for the reader to say.
            kept.remove(file);
            return content == null ? DocumentReader.read(file) : DocumentReader.read(file, content);
        }
        return documents;
    }

    private @Nullable Documents read(Path file, byte[] content, List<FileParts.Part> parts) {
        Kept last = kept.get(file);
        Print[] prints = parts.stream().map(FileParts.Part::print).toArray(Print[]::new);
        if (last != null && Arrays.equals(last.prints, prints)) {
            return last.documents;
        }
        @Nullable Part[] known = last == null ? new Part[prints.length] : last.known(prints);
        Part[] read;
        try {
            IntStream numbers = IntStream.range(0, prints.length);
            boolean many = last == null && prints.length > 1;
            read = (many ? numbers.parallel() : numbers)
                    .mapToObj(i -> known[i] == null ? part(file, content, parts.get(i)) : known[i])
                    .toArray(Part[]::new);
        } catch (NoText _) {
            return null;
        }
        if (Arrays.stream(read).mapToLong(Part::added).sum() > YamlText.MOST_ADDED) {
            return null;
        }
        Documents documents = together(read);
        kept.put(file, new Kept(prints, read, documents));
        return documents;
    }

    private static Part part(Path file, byte[] content, FileParts.Part part) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content, part.from(), part.to() - part.from()))
                    .toString();
            return DocumentReader.part(file, part.print().last() ? text + "\n" : text, part.lines());
        } catch (CharacterCodingException _) {
            throw new NoText();
        }
    }

    private static Documents together(Part[] parts) {
        List<Document> all = new ArrayList<>(parts.length);
        List<Documents.Rejected> rejected = new ArrayList<>();
        Problems problems = new Problems();
        for (Part part : parts) {
            all.addAll(part.documents().all());
            rejected.addAll(part.documents().rejected());
            part.documents().problems().forEach(problems::add);
        }
        List<Problem> inOrder = new ArrayList<>(problems.toList());
        inOrder.sort(Comparator.comparing(Problem::position));
        return new Documents(all, rejected, inOrder);
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
