package dev.windrose.translate;

import dev.windrose.documents.kind.Gateway;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The addresses of gateways as an answer: another one when any gateway that was asked about has others now. */
final class Assignments extends Answer {
    private final Draft draft;
    private final Map<String, Addresses.Assignment> given = new HashMap<>();
    private Addresses addresses = Addresses.OF_THE_MACHINE;

    Assignments(Draft draft) {
        this.draft = draft;
    }

    /** Begins a translation. */
    void start(Addresses now, Directory directory) {
        addresses = now;
        boolean same = true;
        for (Map.Entry<String, Addresses.Assignment> entry : given.entrySet()) {
            Gateway gateway = directory.find(Gateway.class, "Gateway", entry.getKey());
            same &= gateway != null && now.of(gateway).equals(entry.getValue());
        }
        if (!same) {
            since(draft.translation());
            given.clear();
        }
    }

    Addresses.Assignment of(Gateway gateway) {
        draft.ask(this);
        Addresses.@Nullable Assignment known = given.get(gateway.metadata().key());
        if (known == null) {
            known = addresses.of(gateway);
            given.put(gateway.metadata().key(), known);
        }
        return known;
    }
}
