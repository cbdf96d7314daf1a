package dev.windrose.translate;

import dev.windrose.documents.kind.Gateway;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The addresses of gateways as an answer: another one when any gateway that was asked about has others now. */
final class Assignments extends Answer {
    private final Draft draft;
    private final Map<Gateway, Addresses.Assignment> given = new IdentityHashMap<>();
    private Addresses addresses = Addresses.OF_THE_MACHINE;

    Assignments(Draft draft) {
        this.draft = draft;
    }

    /** Begins a translation. */
    void start(Addresses now, Directory directory) {
        addresses = now;
        given.keySet().removeIf(directory::isGone);
        boolean same = given.entrySet().stream()
                .allMatch(entry -> now.of(entry.getKey()).equals(entry.getValue()));
        if (!same) {
            since(draft.translation());
            given.clear();
        }
    }

    Addresses.Assignment of(Gateway gateway) {
        draft.ask(this);
        Addresses.@Nullable Assignment known = given.get(gateway);
        if (known == null) {
            known = addresses.of(gateway);
            given.put(gateway, known);
        }
        return known;
    }
}
