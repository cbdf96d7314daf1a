package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets documents of other namespaces refer to some of this one. */
public record ReferenceGrant(Metadata metadata, List<From> from, List<To> to) implements Document {
    public ReferenceGrant {
        from = List.copyOf(from);
        to = List.copyOf(to);
    }

    /** Who may refer. */
    public record From(String group, String kind, String namespace) {}

    /** What may be referred to; a null name means all of the kind. */
    public record To(String group, String kind, @Nullable String name) {}

    @Override
    public String kind() {
        return "ReferenceGrant";
    }

    public static ReferenceGrant read(Fields document) {
        Metadata metadata = Metadata.read(document, true);
        ReferenceGrant read = document.object(
                "spec",
                spec -> new ReferenceGrant(
                        metadata, spec.list("from", ReferenceGrant::from), spec.list("to", ReferenceGrant::to)));
        if (read == null && !document.has("spec")) {
            document.missing("spec", "from and to");
        }
        return read == null ? new ReferenceGrant(metadata, List.of(), List.of()) : read;
    }

    private static From from(Fields fields) {
        return new From(fields.text("group", ""), fields.required("kind"), fields.required("namespace"));
    }

    private static To to(Fields fields) {
        return new To(fields.text("group", ""), fields.required("kind"), fields.text("name"));
    }
}
