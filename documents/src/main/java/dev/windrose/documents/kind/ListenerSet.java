package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import java.util.List;

/** Listeners that others add to a Gateway. */
public record ListenerSet(Metadata metadata, Ref parentRef, List<Listener> listeners) implements Document {
    public ListenerSet {
        listeners = List.copyOf(listeners);
    }

    @Override
    public String kind() {
        return "ListenerSet";
    }

    @Override
    public boolean isBroken() {
        return listeners.stream().anyMatch(listener -> listener.broken() != null);
    }

    public static ListenerSet read(Fields document) {
        Metadata metadata = Metadata.read(document, true);
        Ref nowhere = new Ref(null, null, null, "", null, null, document.at());
        ListenerSet read = document.object("spec", spec -> {
            spec.atMost("listeners", Listener.MOST);
            if (!spec.has("listeners")) {
                spec.missing("listeners", Listener.EXAMPLE);
            }
            Ref parent = spec.object("parentRef", Ref::object);
            if (parent == null && !spec.has("parentRef")) {
                spec.missing("parentRef", "parentRef: {name: …}, a Gateway");
            }
            return new ListenerSet(metadata, parent == null ? nowhere : parent, spec.list("listeners", Listener::read));
        });
        if (read == null && !document.has("spec")) {
            document.missing("spec", "parentRef and listeners");
        }
        return read == null ? new ListenerSet(metadata, nowhere, List.of()) : read;
    }
}
