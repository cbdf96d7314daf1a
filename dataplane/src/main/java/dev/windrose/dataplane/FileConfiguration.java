package dev.windrose.dataplane;

import dev.windrose.dataplane.explain.Written;
import dev.windrose.documents.DocumentCache;
import dev.windrose.documents.Documents;
import dev.windrose.documents.FileTree;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.translate.Addresses;
import dev.windrose.translate.IncrementalTranslator;
import dev.windrose.translate.Translation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The model that files describe. A file that cannot be parsed keeps the documents it had when it last could, so that half an edit takes
 * nothing away, and a document with a mistake outside its rules stays as it was ({@link LastGood}); a mistake in a rule is left to the
 * translator, which confines it to the rule.
 */
public final class FileConfiguration implements ConfigurationSource {
    /** Problems that leave open which documents a file has. */
    private static final Set<String> UNPARSEABLE = Set.of("syntax", "unreadable-file", "too-large", "not-a-document");

    private final List<Path> roots;
    private final DocumentCache cache = new DocumentCache();
    private final IncrementalTranslator translator = new IncrementalTranslator();
    private Map<Path, Documents> good = Map.of();

    public FileConfiguration(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    @Override
    public @Nullable Configuration read(BooleanSupplier settled) {
        Read read = documents(settled);
        return read == null ? null : translated(read, translator, Addresses.OF_THE_MACHINE);
    }

    /** What files say, and what was noticed on the way. */
    record Read(Documents documents, List<Note> notes) {
        static final Read NOTHING = new Read(Documents.EMPTY, List.of());
    }

    /** Reads all files; null if they are changing just now. */
    @Nullable
    Read documents(BooleanSupplier settled) {
        List<Note> notes = new ArrayList<>();
        Map<Path, Documents> next = new HashMap<>();
        Documents documents = documents(notes, next);
        if (!settled.getAsBoolean()) {
            return null;
        }
        good = next;
        return new Read(documents, notes);
    }

    /** What was read, with what became of it. */
    static Configuration translated(Read read, IncrementalTranslator translator, Addresses addresses) {
        Translation translation = translator.translate(read.documents(), addresses, Instant.now());
        List<Note> notes = new ArrayList<>(read.notes());
        List<Problem> problems = new ArrayList<>(read.documents().problems());
        problems.addAll(translation.problems());
        problems.sort(Comparator.comparing(Problem::position));
        problems.forEach(problem -> notes.add(new Note(problem.isError(), problem.toString())));
        Written written = new Written(read.documents(), translation.statuses(), addresses);
        return new Configuration(translation.model(), notes, written);
    }

    /** Reads all files; {@code next} gets what each of them says. */
    private Documents documents(List<Note> notes, Map<Path, Documents> next) {
        List<Document> all = new ArrayList<>();
        List<Documents.Rejected> rejected = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        List<Path> files = files(notes);
        cache.retain(files);
        List<Documents> contents = cache.read(files);
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            Documents read = contents.get(i);
            problems.addAll(read.problems());
            Documents kept = good.get(file);
            boolean broken = read.problems().stream().anyMatch(problem -> UNPARSEABLE.contains(problem.code()));
            if (broken && kept != null) {
                notes.add(new Note(false, file + ": warning: cannot be read as a whole; what it said before stays"));
                read = kept;
            } else {
                read = LastGood.instead(file, read, kept, notes);
            }
            all.addAll(read.all());
            rejected.addAll(read.rejected());
            if (!broken || kept != null) {
                next.put(file, read);
            }
        }
        return new Documents(all, rejected, problems);
    }

    private List<Path> files(List<Note> notes) {
        for (Path root : roots) {
            if (!Files.exists(root)) {
                notes.add(new Note(true, root + ": error: no such file or folder"));
            }
        }
        try {
            return FileTree.scan(roots).whole().files();
        } catch (IOException e) {
            notes.add(new Note(true, "files: " + e.getMessage() + " (expected: folders that can be read)"));
            return good.keySet().stream().sorted().toList();
        }
    }
}
