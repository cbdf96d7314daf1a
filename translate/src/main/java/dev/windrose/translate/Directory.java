package dev.windrose.translate;

import dev.windrose.documents.Documents;
import dev.windrose.documents.Documents.Rejected;
import dev.windrose.documents.Kinds;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.EndpointSlice;
import dev.windrose.documents.kind.Namespace;
import dev.windrose.documents.kind.ReferenceGrant;
import dev.windrose.documents.kind.ReferenceGrant.From;
import dev.windrose.documents.kind.ReferenceGrant.To;
import dev.windrose.documents.yaml.DidYouMean;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.documents.yaml.Problems;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds documents by kind and name, independent of the order they were read in. Of two with one name the first in file order counts. From one
 * translation to the next it takes in what is different. Whoever asks rests on the answer, which the draft notes.
 */
final class Directory {
    /** Each looks at every name there is, and more problems of one kind are not told. */
    private static final int MOST_GUESSES = Problems.MOST;

    /** Names without a document that may be known beside four for each document; with more it is time to forget them. */
    private static final int MOST_ABSENT = 10_000;

    private final Draft draft;
    private final Map<String, Shelf> byKind = new HashMap<>();
    private final Map<String, Group> groups = new HashMap<>();
    /** Slots of names that are written more than once. */
    private final Set<Slot> doubled = new LinkedHashSet<>();

    private final Map<Slot, Before> touched = new LinkedHashMap<>();
    private Documents last = Documents.EMPTY;
    private int guesses;

    /** What a slot had before a change. */
    private record Before(
            @Nullable Document document,
            List<Document> others,
            @Nullable String rejected) {}

    /** Documents that belong to one thing, in file order: slices to a Service, grants to a namespace. */
    static final class Group extends Answer {
        private List<Document> members = List.of();

        boolean isEmpty() {
            return members.isEmpty();
        }

        List<EndpointSlice> slices() {
            return members.stream().map(EndpointSlice.class::cast).toList();
        }
    }

    Directory(Draft draft) {
        this.draft = draft;
    }

    /** Takes in what differs from the documents of the last time. */
    void take(Documents documents) {
        Changes changes = Changes.between(last.all(), documents.all());
        changes.gone().forEach(document -> touch(document).remove(document));
        changes.come().forEach(document -> touch(document).add(document));
        if (!documents.rejected().equals(last.rejected())) {
            last.rejected().forEach(rejected -> touch(rejected).reject(null));
            documents.rejected().forEach(rejected -> touch(rejected).reject(rejected.why()));
        }
        last = documents;
        touched.forEach(this::settle);
        touched.clear();
        reportDoubled();
        int names = byKind.values().stream().mapToInt(Shelf::size).sum();
        if (names > MOST_ABSENT + 5 * documents.all().size()) {
            draft.singular();
        }
    }

    private Slot touch(Document document) {
        return touch(shelf(document.kind()).slot(document.metadata().key()));
    }

    private Slot touch(Rejected rejected) {
        return touch(shelf(rejected.kind()).slot(rejected.metadata().key()));
    }

    private Slot touch(Slot slot) {
        touched.computeIfAbsent(slot, _ -> new Before(slot.document(), slot.others(), slot.rejected()));
        return slot;
    }

    private void settle(Slot slot, Before before) {
        if (slot.others().isEmpty()) {
            doubled.remove(slot);
        } else {
            doubled.add(slot);
        }
        if (!Objects.equals(slot.rejected(), before.rejected) || !slot.others().equals(before.others)) {
            slot.since(draft.translation());
        }
        if (!Objects.equals(slot.document(), before.document)) {
            slot.since(draft.translation());
            Shelf shelf = shelf(slot.kind);
            shelf.changed(slot, before.document, draft.translation());
            if (before.document == null || slot.document() == null) {
                guesses -= shelf.hints().size();
                shelf.hints().clear();
            }
            regroup(before.document, slot.document());
        }
    }

    private void regroup(@Nullable Document before, @Nullable Document now) {
        Group left = before == null ? null : group(before);
        Group entered = now == null ? null : group(now);
        if (left != null && before != null) {
            left.since(draft.translation());
            left.members = left.members.stream()
                    .filter(member -> !member.equals(before))
                    .toList();
        }
        if (entered != null && now != null) {
            entered.since(draft.translation());
            List<Document> members = new ArrayList<>(entered.members);
            members.add(now);
            members.sort(Comparator.comparing(member -> member.metadata().at()));
            entered.members = List.copyOf(members);
        }
    }

    private @Nullable Group group(Document document) {
        String namespace = document.metadata().namespace();
        return switch (document) {
            case EndpointSlice slice -> slice.service() == null ? null : slices(namespace + "/" + slice.service());
            case ReferenceGrant _ -> grants(namespace);
            default -> null;
        };
    }

    /** The slices of a Service, for who looks at them anew each time; others use {@link #slicesOf}. */
    Group slices(String service) {
        return groups.computeIfAbsent("slices " + service, _ -> new Group());
    }

    private Group grants(String namespace) {
        return groups.computeIfAbsent("grants " + namespace, _ -> new Group());
    }

    private void reportDoubled() {
        List<Problem> problems = new ArrayList<>();
        for (Slot slot : doubled) {
            for (Document other : slot.others()) {
                problems.add(Problem.error(
                        other.metadata().at(),
                        "duplicate-document",
                        slot.kind + " " + slot.key + ": written twice (first at "
                                + slot.there().metadata().at() + ")"));
            }
        }
        problems.sort(Comparator.comparing(Problem::position));
        problems.forEach(draft::report);
    }

    private Shelf shelf(String kind) {
        return byKind.computeIfAbsent(kind, Shelf::new);
    }

    /** All of a kind, the oldest first. */
    <T extends Document> List<T> all(Class<T> type, String kind) {
        List<T> all = new ArrayList<>();
        slots(kind).forEach(slot -> all.add(type.cast(slot.there())));
        return all;
    }

    /** Where the documents of a kind are, the oldest first. */
    List<Slot> slots(String kind) {
        Shelf shelf = shelf(kind);
        draft.ask(shelf);
        return shelf.inOrder();
    }

    <T extends Document> @Nullable T find(Class<T> type, String kind, String key) {
        Document found = slot(kind, key).document();
        return found == null ? null : type.cast(found);
    }

    /** All documents of one name, the one that counts first. */
    <T extends Document> List<T> each(Class<T> type, String kind, String key) {
        Slot slot = slot(kind, key);
        List<T> all = new ArrayList<>(1);
        if (slot.document() != null) {
            all.add(type.cast(slot.there()));
            slot.others().forEach(other -> all.add(type.cast(other)));
        }
        return all;
    }

    private Slot slot(String kind, String key) {
        Slot slot = shelf(kind).slot(key);
        draft.ask(slot);
        return slot;
    }

    /** Whether a document is not, or no longer, the one of its name. */
    @SuppressWarnings("ReferenceEquality") // the very object is meant
    boolean isGone(Document document) {
        return shelf(document.kind()).slot(document.metadata().key()).document() != document;
    }

    /** What stands under a name is to count as another one, because something that belongs to it has changed. */
    void renew(String kind, String key) {
        shelf(kind).slot(key).since(draft.translation());
    }

    /** Why nothing was found under a name, with a hint where one is near. */
    String absence(String kind, String key) {
        String why = slot(kind, key).rejected();
        if (why != null) {
            return kind + " " + key + ": has a mistake: " + why;
        }
        String hint = near(kind, key);
        return kind + " " + key + ": not found" + (hint == null ? "" : ", " + hint);
    }

    /** A question that names the nearest document of a kind, or null. */
    @Nullable
    String near(String kind, String key) {
        Shelf shelf = shelf(kind);
        draft.ask(shelf.names());
        String known = shelf.hints().get(key);
        if (known == null) {
            if (guesses >= MOST_GUESSES) {
                // Who got a hint depends on who asked first.
                draft.singular();
                return null;
            }
            guesses++;
            String hint = DidYouMean.hint(key, shelf.sortedNames());
            known = hint == null ? "" : hint.replace("mean ", "mean " + kind + " ");
            shelf.hints().put(key, known);
        }
        return known.isEmpty() ? null : known;
    }

    List<EndpointSlice> slicesOf(String service) {
        Group slices = slices(service);
        draft.ask(slices);
        return slices.slices();
    }

    /** The labels of a namespace; the one that Kubernetes gives to every namespace is there without a document. */
    Map<String, String> namespaceLabels(String name) {
        Map<String, String> labels = new LinkedHashMap<>();
        Namespace document = find(Namespace.class, "Namespace", name);
        if (document != null) {
            labels.putAll(document.metadata().labels());
        }
        labels.put("kubernetes.io/metadata.name", name);
        return labels;
    }

    /** Whether who refers may refer to a document of another namespace. */
    boolean permits(Referrer referrer, Target target) {
        if (referrer.namespace().equals(target.namespace())) {
            return true;
        }
        Group grants = grants(target.namespace());
        draft.ask(grants);
        From from = new From(referrer.group(), referrer.kind(), referrer.namespace());
        for (Document member : grants.members) {
            if (member instanceof ReferenceGrant grant
                    && grant.from().contains(from)
                    && grant.to().stream().anyMatch(to -> covers(to, target))) {
                return true;
            }
        }
        return false;
    }

    private static boolean covers(To to, Target target) {
        return to.group().equals(target.group())
                && to.kind().equals(target.kind())
                && (to.name() == null || to.name().equals(target.name()));
    }

    /** Who refers: any document of a kind in a namespace. */
    record Referrer(String group, String kind, String namespace) {
        static Referrer of(Document document) {
            return of(document.kind(), document.metadata().namespace());
        }

        static Referrer of(String kind, String namespace) {
            return new Referrer(Kinds.group(kind), kind, namespace);
        }

        /** The kind as people write it, with a group that is not the Gateway API's own. */
        String type() {
            return group.equals(AttachPoint.GROUP) ? kind : group + "/" + kind;
        }
    }

    /** What a reference points at. */
    record Target(String group, String kind, String namespace, String name) {
        String key() {
            return namespace + "/" + name;
        }

        /** The kind as people write it, with a group that is not that of Kubernetes itself. */
        String type() {
            return group.isEmpty() ? kind : group + "/" + kind;
        }
    }
}
