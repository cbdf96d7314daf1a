package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import java.util.Collections;
import java.util.Map;

/** Texts by name; {@code ca.crt} holds trusted certificates. */
public record ConfigMap(Metadata metadata, Map<String, String> data) implements Document {
    @Override
    public String kind() {
        return "ConfigMap";
    }

    public static ConfigMap read(Fields document) {
        document.ignore("binaryData", "immutable");
        return new ConfigMap(Metadata.read(document, true), Collections.unmodifiableMap(document.strings("data")));
    }
}
