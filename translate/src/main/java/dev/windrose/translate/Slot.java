package dev.windrose.translate;

import dev.windrose.documents.kind.Document;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands under one kind and name: mostly one document, or none. Of several the first in file order counts. */
final class Slot extends Answer {
    /** Oldest first, then by name: the order that decides between equals. Without a date comes last. */
    static final Comparator<Slot> AGE = Slot::compareAge;

    final String kind;
    final String key;
    private @Nullable Document document;
    /** The others of its name, in file order. */
    private List<Document> others = List.of();

    private @Nullable String rejected;
    private @Nullable Kept<Routes.Outcome> result;
    private @Nullable DocumentStatus status;

    Slot(String kind, String key) {
        this.kind = kind;
        this.key = key;
    }

    private static int compareAge(Slot a, Slot b) {
        Instant one = a.there().metadata().created();
        Instant other = b.there().metadata().created();
        if (one == null || other == null) {
            int byDate = Boolean.compare(one == null, other == null);
            return byDate != 0 ? byDate : a.key.compareTo(b.key);
        }
        int byAge = one.compareTo(other);
        return byAge != 0 ? byAge : a.key.compareTo(b.key);
    }

    @Nullable
    Document document() {
        return document;
    }

    /** The document; there must be one. */
    Document there() {
        if (document == null) {
            throw new IllegalStateException(kind + " " + key + ": none (expected: a document)");
        }
        return document;
    }

    List<Document> others() {
        return others;
    }

    /** Why a document of this name takes no effect, or null. */
    @Nullable
    String rejected() {
        return rejected;
    }

    void reject(@Nullable String why) {
        rejected = why;
    }

    void add(Document added) {
        Document first = document;
        if (first == null) {
            document = added;
            return;
        }
        List<Document> all = new ArrayList<>(others);
        all.add(first);
        all.add(added);
        order(all);
    }

    @SuppressWarnings("ReferenceEquality") // an equal one may be written twice
    void remove(Document removed) {
        if (others.isEmpty()) {
            document = null;
            result = null;
            status = null;
            return;
        }
        List<Document> all = new ArrayList<>(others);
        Document first = document;
        if (first != null) {
            all.add(first);
        }
        all.removeIf(each -> each == removed);
        order(all);
    }

    private void order(List<Document> all) {
        all.sort(Comparator.comparing(each -> each.metadata().at()));
        document = all.isEmpty() ? null : all.getFirst();
        others = all.size() < 2 ? List.of() : List.copyOf(all.subList(1, all.size()));
    }

    /** What the route here comes to, or null if nobody has translated it yet. */
    @Nullable
    Kept<Routes.Outcome> result() {
        return result;
    }

    void result(Kept<Routes.Outcome> kept) {
        result = kept;
    }

    /** The status of the document with one condition; the same object as long as both stay the same. */
    @SuppressWarnings("ReferenceEquality") // metadata of the very document
    DocumentStatus status(Condition condition) {
        DocumentStatus last = status;
        boolean same = last != null
                && last.metadata() == there().metadata()
                && last.conditions().getFirst().equals(condition);
        DocumentStatus now = same && last != null ? last : DocumentStatus.of(kind, there().metadata(), condition);
        status = now;
        return now;
    }
}
