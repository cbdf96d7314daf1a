package dev.windrose.kubernetes.watch;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.kubernetes.api.Trees;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * An object as it was last seen.
 *
 * @param read the object as a document, or what is wrong with it
 * @param tree what is needed of it beside the document: metadata and status, of Gateways the specification too, all of what belongs to a
 *     Gateway; empty for other kinds that get no status from here
 * @param references the Secrets and ConfigMaps it names
 */
public record Stored(ObjectKey key, Documents read, Map<String, Object> tree, Set<ObjectKey> references) {
    private static final Set<String> STATELESS =
            Set.of("Service", "EndpointSlice", "Namespace", "Secret", "ConfigMap", "ReferenceGrant");
    private static final Set<String> OWNED = Set.of("Service", "EndpointSlice");

    static Stored of(Map<String, Object> object) {
        ObjectKey key = ObjectKey.of(object);
        return new Stored(key, DocumentReader.read(object), kept(key.kind(), object), References.of(object));
    }

    private static Map<String, Object> kept(String kind, Map<String, Object> object) {
        boolean owned = OWNED.contains(kind) && !owner(object).isEmpty();
        if (STATELESS.contains(kind) && !owned) {
            return Map.of();
        }
        Map<String, Object> kept = new LinkedHashMap<>(object);
        Map<String, Object> metadata = new LinkedHashMap<>(Trees.map(object, "metadata"));
        metadata.remove("managedFields");
        if (!owned) {
            metadata.remove("annotations");
        }
        kept.put("metadata", metadata);
        if (!kind.equals("Gateway") && !owned) {
            kept.remove("spec");
        }
        return kept;
    }

    private static String owner(Map<String, ?> object) {
        return Trees.maps(object, "metadata", "ownerReferences").stream()
                .filter(each -> "Gateway".equals(each.get("kind")))
                .map(each -> Trees.text("", each, "uid"))
                .findFirst()
                .orElse("");
    }

    /** The uid of the Gateway that a Service or an EndpointSlice belongs to; empty if it belongs to none. */
    public String owner() {
        return owner(tree);
    }

    /** Whether it may get a status from here. */
    boolean hasStatus() {
        return !STATELESS.contains(key.kind());
    }

    public String uid() {
        return Trees.text("", tree, "metadata", "uid");
    }

    public String version() {
        return Trees.text("", tree, "metadata", "resourceVersion");
    }

    public long generation() {
        return Trees.number(tree, "metadata", "generation");
    }

    public Map<String, Object> status() {
        return Trees.map(tree, "status");
    }
}
