package dev.windrose.translate;

import dev.windrose.documents.kind.Document;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The documents of one kind. As an answer it is all of them. */
final class Shelf extends Answer {
    private final String kind;
    private final Map<String, Slot> slots = new HashMap<>();
    /** Slots whose documents came, went, or have another age since {@link #inOrder} was put in order. */
    private final Set<Slot> displaced = new LinkedHashSet<>();

    private final Names names = new Names();
    private List<Slot> inOrder = List.of();

    /** As an answer, which names there are. */
    static final class Names extends Answer {
        private final Map<String, String> hints = new HashMap<>();
        private List<String> sorted = List.of();
    }

    Shelf(String kind) {
        this.kind = kind;
    }

    /** The place of a name, whether or not anything is there. */
    Slot slot(String key) {
        return slots.computeIfAbsent(key, _ -> new Slot(kind, key));
    }

    /** How many names were ever asked for. */
    int size() {
        return slots.size();
    }

    /** The document of a slot became another one. */
    void changed(Slot slot, @Nullable Document before, int translation) {
        since(translation);
        Document now = slot.document();
        if (before == null || now == null) {
            names.since(translation);
            names.sorted = List.of();
            displaced.add(slot);
        } else if (!Objects.equals(before.metadata().created(), now.metadata().created())) {
            displaced.add(slot);
        }
    }

    /** Slots with a document, by {@link Slot#AGE}. */
    List<Slot> inOrder() {
        if (!displaced.isEmpty()) {
            List<Slot> ordered = new ArrayList<>(inOrder.size() + displaced.size());
            for (Slot slot : inOrder) {
                if (!displaced.contains(slot)) {
                    ordered.add(slot);
                }
            }
            displaced.stream().filter(slot -> slot.document() != null).forEach(ordered::add);
            // The larger part is in order, which sorting makes use of.
            ordered.sort(Slot.AGE);
            inOrder = Collections.unmodifiableList(ordered);
            displaced.clear();
        }
        return inOrder;
    }

    Names names() {
        return names;
    }

    /** Names that documents have, sorted. */
    List<String> sortedNames() {
        if (names.sorted.isEmpty()) {
            names.sorted = inOrder().stream().map(slot -> slot.key).sorted().toList();
        }
        return names.sorted;
    }

    /** Guesses that were made with the names that there are now. */
    Map<String, String> hints() {
        return names.hints;
    }
}
