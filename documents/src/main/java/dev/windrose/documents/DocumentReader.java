package dev.windrose.documents;

import dev.windrose.documents.Documents.Rejected;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.yaml.DidYouMean;
import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.ObjectTree;
import dev.windrose.documents.yaml.Origin;
import dev.windrose.documents.yaml.Position;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.documents.yaml.Problems;
import dev.windrose.documents.yaml.Written;
import dev.windrose.documents.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Reads documents from files and folders. Never throws for what is in them; stateless between calls. */
public final class DocumentReader {
    private final Problems problems = new Problems();
    private final List<Document> documents = new ArrayList<>();
    private final List<Rejected> rejected = new ArrayList<>();

    private final Witness witness;

    private DocumentReader() {
        this(Witness.NONE);
    }

    private DocumentReader(Witness witness) {
        this.witness = witness;
    }

    /** Sees each document of a known kind and version as it was written, after it was read. */
    public interface Witness {
        Witness NONE = (_, _, _) -> {};

        /** {@code document} is what {@code kind} and {@code apiVersion} call so, with or without mistakes. */
        void onDocument(String kind, String apiVersion, Supplier<Written.Members> document);
    }

    /** Reads files, and the YAML files of folders and their subfolders in the order of their names. */
    public static Documents read(List<Path> paths) {
        return read(paths, Witness.NONE);
    }

    /** As {@link #read(List)}, with somebody who looks on. */
    public static Documents read(List<Path> paths, Witness witness) {
        DocumentReader reader = new DocumentReader(witness);
        for (Path path : paths) {
            if (!Files.isDirectory(path)) {
                reader.file(path);
                continue;
            }
            FileTree tree = FileTree.scan(List.of(path));
            tree.problems().forEach(reader.problems::add);
            tree.files().forEach(reader::file);
        }
        return reader.finish();
    }

    static Documents read(Path file) {
        DocumentReader reader = new DocumentReader();
        reader.file(file);
        return reader.finish();
    }

    /** Reads a file whose content is known. */
    static Documents read(Path file, byte[] content) {
        DocumentReader reader = new DocumentReader();
        try {
            reader.content(file, content);
        } catch (CharacterCodingException _) {
            reader.notText(file);
        }
        return reader.finish();
    }

    /** What one part of a file says; {@code added} is how many nodes its aliases add, of which a file may have only so many. */
    record Part(Documents documents, long added) {
        Part {
            // Most parts are one document without problems, and there may be very many of them.
            documents = documents.all().isEmpty()
                            && documents.rejected().isEmpty()
                            && documents.problems().isEmpty()
                    ? Documents.EMPTY
                    : documents;
        }
    }

    /** Reads a part of a file as {@link YamlText#part} has it. Problems are not limited by what other parts have. */
    static Part part(Path file, String part, int from) {
        DocumentReader reader = new DocumentReader();
        YamlText text = new YamlText(file.toString(), reader.problems);
        text.part(part, from).forEach(reader::document);
        return new Part(reader.finish(), text.added());
    }

    /** Reads a text as if it were the file {@code name}. */
    public static Documents read(String name, String text) {
        return read(name, text, Witness.NONE);
    }

    /** As {@link #read(String, String)}, with somebody who looks on. */
    public static Documents read(String name, String text, Witness witness) {
        DocumentReader reader = new DocumentReader(witness);
        reader.text(name, text);
        return reader.finish();
    }

    /**
     * Reads one object as an API server has it: maps, lists, texts, numbers and booleans. Fields that a newer server adds to kinds of Kubernetes
     * itself are no mistake; in all other kinds an unknown field may be a limit that would not be kept.
     */
    public static Documents read(Map<String, ?> object) {
        DocumentReader reader = new DocumentReader();
        String version = String.valueOf(object.get("apiVersion"));
        Origin origin = Kinds.isOurs(version) ? Origin.OBJECT : Origin.FOREIGN_OBJECT;
        reader.document(ObjectTree.fields(nameOf(object), object, origin, reader.problems));
        return reader.finish();
    }

    /** The kinds that can be read, each with its API versions, the best first. */
    public static Map<String, List<String>> kinds() {
        return Kinds.versions();
    }

    private static String nameOf(Map<String, ?> object) {
        Map<?, ?> metadata = object.get("metadata") instanceof Map<?, ?> map ? map : Map.of();
        Object namespace = metadata.get("namespace");
        String name = String.valueOf(metadata.get("name"));
        return object.get("kind") + " " + (namespace == null ? name : namespace + "/" + name);
    }

    private void file(Path file) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                unreadable(file, "no regular file (expected: a file or a folder)");
                return;
            }
            if (Files.size(file) > YamlText.LARGEST) {
                tooLarge(file);
                return;
            }
            byte[] bytes = bytes(file);
            if (bytes.length > YamlText.LARGEST) {
                tooLarge(file);
                return;
            }
            content(file, bytes);
        } catch (CharacterCodingException _) {
            notText(file);
        } catch (NoSuchFileException _) {
            unreadable(file, "no such file or folder");
        } catch (IOException e) {
            unreadable(file, "cannot be read: " + Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
    }

    private void content(Path file, byte[] bytes) throws CharacterCodingException {
        text(
                file.toString(),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString());
    }

    private void notText(Path file) {
        unreadable(file, "not UTF-8 text");
    }

    /** At most one more than may be: the length that was told may be wrong. */
    static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(YamlText.LARGEST + 1);
        }
    }

    private void tooLarge(Path file) throws IOException {
        problems.error(
                Position.whole(file.toString()),
                "too-large",
                "size: " + Files.size(file) + " bytes (expected: at most " + YamlText.LARGEST + ")");
    }

    private void unreadable(Path file, String why) {
        problems.error(Position.whole(file.toString()), "unreadable-file", why);
    }

    private void text(String name, String text) {
        for (Fields document : new YamlText(name, problems).documents(text)) {
            document(document);
        }
    }

    private void document(Fields fields) {
        String kind = fields.text("kind", "");
        if (!fields.has("kind")) {
            fields.missing("kind", "a kind such as HTTPRoute");
        }
        if (kind.equals("List")) {
            fields.ignore("apiVersion", "metadata");
            if (fields.count("items") > YamlText.MOST_DOCUMENTS) {
                fields.skip();
                fields.wrong("items", "too-large", "too many", "at most " + YamlText.MOST_DOCUMENTS);
                return;
            }
            fields.each("items", this::document);
            fields.end();
            return;
        }
        String apiVersion = fields.text("apiVersion", "");
        Kinds.Kind known = kind.isEmpty() ? null : Kinds.of(kind);
        if (known == null) {
            unknown(fields, kind, apiVersion);
        } else if (!known.versions().contains(apiVersion)) {
            wrongVersion(fields, kind, apiVersion, known.versions());
        } else {
            known(fields, known);
            witness.onDocument(kind, apiVersion, fields::written);
        }
    }

    private void known(Fields fields, Kinds.Kind kind) {
        int before = problems.openErrors();
        int first = problems.errors();
        Document document = kind.reader().apply(fields);
        fields.ignore("status");
        fields.end();
        if (problems.openErrors() == before) {
            documents.add(document);
        } else {
            String why = Objects.requireNonNullElse(problems.firstOpenErrorSince(first), "see problems");
            Document spoiled = document.spoiled(why);
            if (spoiled == null) {
                rejected.add(new Rejected(document.kind(), document.metadata(), why));
            } else {
                documents.add(spoiled);
            }
        }
    }

    private void unknown(Fields fields, String kind, String apiVersion) {
        fields.skip();
        if (kind.isEmpty()) {
            return;
        }
        Position at = fields.at("kind");
        if (Kinds.isLater(kind, apiVersion)) {
            problems.add(
                    Problem.warning(at, "unsupported-kind", "kind: " + kind + " is not supported yet, has no effect"));
            return;
        }
        String expected = "a kind of the Gateway API, Kubernetes or windrose.dev";
        problems.add(Problem.error(at, "unknown-kind", "kind: " + kind + " (expected: " + expected + ")")
                .withHint(DidYouMean.hint(kind, Kinds.names())));
    }

    private void wrongVersion(Fields fields, String kind, String apiVersion, List<String> versions) {
        fields.skip();
        if (apiVersion.isEmpty()) {
            fields.missing("apiVersion", versions.getFirst() + " for " + kind);
            return;
        }
        String expected = String.join(" or ", versions) + " for " + kind;
        problems.add(Problem.error(
                        fields.at("apiVersion"),
                        "unknown-api-version",
                        "apiVersion: " + apiVersion + " (expected: " + expected + ")")
                .withHint(DidYouMean.hint(apiVersion, versions)));
    }

    private Documents finish() {
        List<Problem> inOrder = new ArrayList<>(problems.toList());
        inOrder.sort(Comparator.comparing(Problem::position));
        return new Documents(documents, rejected, inOrder);
    }
}
