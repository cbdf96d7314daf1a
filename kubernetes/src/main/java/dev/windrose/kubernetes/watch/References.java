package dev.windrose.kubernetes.watch;

import dev.windrose.documents.kind.UnnamedKind;
import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.kubernetes.api.Trees;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The Secrets and ConfigMaps that an object names. Found by the shape of references, which all kinds share, so that a kind that is added needs
 * nothing here: a field that ends with {@code Ref} or {@code Refs}, and in it a name and a kind, or none where {@link UnnamedKind} knows it.
 */
final class References {
    static final Set<String> KINDS = Set.of("Secret", "ConfigMap");

    private final String namespace;
    private final Set<ObjectKey> found = new TreeSet<>();

    private References(String namespace) {
        this.namespace = namespace;
    }

    static Set<ObjectKey> of(Map<String, ?> object) {
        References references = new References(Trees.text("", object, "metadata", "namespace"));
        references.walk("", object.get("spec"));
        return references.found;
    }

    private void walk(String field, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            if (field.endsWith("Ref") || field.endsWith("Refs")) {
                take(field, map);
            }
            map.forEach((key, inner) -> walk(String.valueOf(key), inner));
        } else if (value instanceof List<?> list) {
            list.forEach(item -> walk(field, item));
        }
    }

    private void take(String field, Map<?, ?> reference) {
        String kind = Trees.text(reference, "kind");
        if (kind == null) {
            kind = UnnamedKind.of(field);
        }
        String name = Trees.text("", reference, "name");
        if (kind != null && KINDS.contains(kind) && !name.isEmpty()) {
            found.add(new ObjectKey(kind, Trees.text(namespace, reference, "namespace"), name));
        }
    }
}
