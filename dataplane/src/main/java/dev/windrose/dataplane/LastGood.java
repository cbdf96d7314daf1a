package dev.windrose.dataplane;

import dev.windrose.dataplane.ConfigurationSource.Note;
import dev.windrose.documents.Documents;
import dev.windrose.documents.Documents.Rejected;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.Metadata;
import dev.windrose.documents.kind.Secret;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.translate.KeyPairs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the last good version in the place of a document whose new version has a mistake that spoils more than a rule: one that leaves the
 * document's meaning open, closes a listener, or parts a certificate from its key. A mistake in a rule answers 500 and is not looked at here.
 */
final class LastGood {
    /** Problems that leave open which document it is: it may be any of those that are missed. */
    private static final Set<String> NAMELESS = Set.of("unknown-kind", "unknown-api-version");

    private final Path file;
    private final List<Note> notes;
    private final Map<String, Document> earlier = new LinkedHashMap<>();

    private LastGood(Path file, Documents kept, List<Note> notes) {
        this.file = file;
        this.notes = notes;
        kept.all().forEach(document -> earlier.put(identity(document.kind(), document.metadata()), document));
    }

    /** What a file says, with the documents of {@code kept}, its last version, in the place of those that got worse. */
    static Documents instead(Path file, Documents read, @Nullable Documents kept, List<Note> notes) {
        return kept == null || !isDoubtful(read) ? read : new LastGood(file, kept, notes).merge(read);
    }

    /** Whether anything in it can be worse than before: mostly nothing is, and then nothing has to be compared. */
    private static boolean isDoubtful(Documents read) {
        if (!read.rejected().isEmpty() || isNameless(read)) {
            return true;
        }
        for (Document document : read.all()) {
            if (document.isBroken() || document instanceof Secret) {
                return true;
            }
        }
        return false;
    }

    private Documents merge(Documents read) {
        List<Document> all = new ArrayList<>();
        Set<String> present = new HashSet<>();
        for (Document document : read.all()) {
            String identity = identity(document.kind(), document.metadata());
            present.add(identity);
            Document before = earlier.get(identity);
            all.add(before != null && isWorse(document, before) ? stays(before) : document);
        }
        List<Rejected> rejected = new ArrayList<>();
        for (Rejected document : read.rejected()) {
            String identity = identity(document.kind(), document.metadata());
            Document before = earlier.get(identity);
            if (before == null || !present.add(identity)) {
                rejected.add(document);
            } else {
                all.add(stays(before));
            }
        }
        if (isNameless(read)) {
            earlier.forEach((identity, before) -> {
                if (present.add(identity)) {
                    all.add(stays(before));
                }
            });
        }
        return new Documents(all, rejected, read.problems());
    }

    private static boolean isNameless(Documents read) {
        return read.rejected().stream()
                        .anyMatch(document -> document.metadata().name().isEmpty())
                || read.problems().stream().anyMatch(LastGood::leavesKindOpen);
    }

    private static boolean leavesKindOpen(Problem problem) {
        return NAMELESS.contains(problem.code())
                || problem.message().startsWith("kind: missing")
                || problem.message().startsWith("apiVersion: missing");
    }

    private boolean isWorse(Document document, Document before) {
        if (document.isBroken()) {
            return !before.isBroken();
        }
        return document instanceof Secret secret && before instanceof Secret old && isWorse(secret, old);
    }

    /** The translator will not see the new version, so what is wrong with it is said here. */
    private boolean isWorse(Secret secret, Secret before) {
        if (secret.data().equals(before.data()) || KeyPairs.mistake(before) != null) {
            return false;
        }
        String mistake = KeyPairs.mistake(secret);
        if (mistake != null) {
            notes.add(new Note(
                    true,
                    secret.metadata().at() + ": error: Secret "
                            + secret.metadata().key() + ": " + mistake));
        }
        return mistake != null;
    }

    private Document stays(Document before) {
        notes.add(new Note(
                false,
                file + ": warning: " + before.kind() + " " + before.metadata().key()
                        + ": what it said before the mistake stays"));
        return before;
    }

    private static String identity(String kind, Metadata metadata) {
        return kind + " " + metadata.key();
    }
}
