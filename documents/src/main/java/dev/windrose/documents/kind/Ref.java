package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Position;
import org.jspecify.annotations.Nullable;

/**
 * A reference to another document; null parts were not written.
 *
 * @param sectionName of parent references only
 */
public record Ref(
        @Nullable String group,
        @Nullable String kind,
        @Nullable String namespace,
        String name,
        @Nullable String sectionName,
        @Nullable Integer port,
        Position at) {
    /** The namespace meant, for a reference that stands in {@code home}. */
    public String namespaceOr(String home) {
        return namespace == null ? home : namespace;
    }

    public String kindOr(String otherwise) {
        return kind == null ? otherwise : kind;
    }

    public String groupOr(String otherwise) {
        return group == null ? otherwise : group;
    }

    /** A reference to a Secret or another document without ports. */
    static Ref object(Fields fields) {
        return read(fields, null, null);
    }

    static Ref backend(Fields fields) {
        return read(fields, null, fields.port("port"));
    }

    static Ref parent(Fields fields) {
        return read(fields, fields.text("sectionName"), fields.port("port"));
    }

    private static Ref read(Fields fields, @Nullable String section, @Nullable Integer port) {
        return new Ref(
                fields.text("group"),
                fields.text("kind"),
                fields.text("namespace"),
                fields.required("name"),
                section,
                port,
                fields.at());
    }
}
