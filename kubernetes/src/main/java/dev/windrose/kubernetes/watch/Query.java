package dev.windrose.kubernetes.watch;

import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.kubernetes.api.Resource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Which objects of a kind are asked for.
 *
 * @param namespace empty for all
 * @param name empty for all
 * @param labels a label selector; empty for all
 * @param extent how much of each
 */
public record Query(Resource resource, String namespace, String name, String labels, Extent extent) {
    private static final String METADATA = ";g=meta.k8s.io;v=v1,application/json";

    /** How much of each object is wanted. */
    public enum Extent {
        WHOLE,
        METADATA
    }

    /** All objects of a kind. */
    public static Query all(Resource resource) {
        return new Query(resource, "", "", "", Extent.WHOLE);
    }

    /** All objects of a kind, but little of each. */
    public static Query metadata(Resource resource) {
        return new Query(resource, "", "", "", Extent.METADATA);
    }

    public Query in(String newNamespace) {
        return new Query(resource, newNamespace, name, labels, extent);
    }

    public Query named(String newName) {
        return new Query(resource, namespace, newName, labels, extent);
    }

    public Query labelled(String newLabels) {
        return new Query(resource, namespace, name, newLabels, extent);
    }

    /** Whether an object is among those asked for, as far as its name tells. */
    boolean covers(ObjectKey key) {
        return key.kind().equals(resource.kind())
                && (namespace.isEmpty() || namespace.equals(key.namespace()))
                && (name.isEmpty() || name.equals(key.name()));
    }

    String path(String parameters) {
        StringBuilder path =
                new StringBuilder(resource.path(namespace)).append('?').append(parameters);
        if (!name.isEmpty()) {
            path.append("&fieldSelector=").append(encoded("metadata.name=" + name));
        }
        if (!labels.isEmpty()) {
            path.append("&labelSelector=").append(encoded(labels));
        }
        return path.toString();
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    String acceptList() {
        return extent == Extent.WHOLE ? "application/json" : "application/json;as=PartialObjectMetadataList" + METADATA;
    }

    String acceptWatch() {
        return extent == Extent.WHOLE ? "application/json" : "application/json;as=PartialObjectMetadata" + METADATA;
    }

    /** For people: {@code httproutes}, with the namespace and name that it is confined to. */
    @Override
    public String toString() {
        String place = namespace.isEmpty() ? "" : " of " + namespace;
        return resource.plural() + place + (name.isEmpty() ? "" : "/" + name);
    }
}
