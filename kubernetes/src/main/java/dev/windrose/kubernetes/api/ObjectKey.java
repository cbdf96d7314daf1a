package dev.windrose.kubernetes.api;

import java.util.Comparator;
import java.util.Map;

/** Names an object; the namespace is empty where a kind has none. Ordered by kind, namespace and name. */
public record ObjectKey(String kind, String namespace, String name) implements Comparable<ObjectKey> {
    private static final Comparator<ObjectKey> ORDER = Comparator.comparing(ObjectKey::kind)
            .thenComparing(ObjectKey::namespace)
            .thenComparing(ObjectKey::name);

    /** The key that an object bears. */
    public static ObjectKey of(Map<String, ?> object) {
        return new ObjectKey(
                Trees.text("", object, "kind"),
                Trees.text("", object, "metadata", "namespace"),
                Trees.text("", object, "metadata", "name"));
    }

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
