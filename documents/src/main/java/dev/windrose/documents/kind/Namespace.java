package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;

/** A namespace, known for its labels, which listeners may select by. */
public record Namespace(Metadata metadata) implements Document {
    @Override
    public String kind() {
        return "Namespace";
    }

    public static Namespace read(Fields document) {
        document.ignore("spec");
        return new Namespace(Metadata.read(document, false));
    }
}
