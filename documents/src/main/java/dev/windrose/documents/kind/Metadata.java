package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Position;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who a document is.
 *
 * @param namespace {@code default} when omitted; empty for kinds without one
 * @param created null when not told, as in files
 * @param at where the document begins
 */
public record Metadata(
        String namespace,
        String name,
        @Nullable Instant created,
        Map<String, String> labels,
        long generation,
        Position at) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final String NAME_EXPECTED = "lower-case letters, digits, - and .";

    /** {@code namespace/name}, or the name alone where there is no namespace. */
    public String key() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    /** Reads {@code metadata} of a document; its name is required. */
    public static Metadata read(Fields document, boolean namespaced) {
        Metadata read = document.object("metadata", fields -> of(fields, namespaced, document.at()));
        if (read == null) {
            if (!document.has("metadata")) {
                document.missing("metadata", "metadata: {name: …}");
            }
            return new Metadata(namespaced ? "default" : "", "", null, Map.of(), 0, document.at());
        }
        return read;
    }

    private static Metadata of(Fields fields, boolean namespaced, Position at) {
        fields.ignore(
                "annotations",
                "uid",
                "resourceVersion",
                "managedFields",
                "selfLink",
                "finalizers",
                "ownerReferences",
                "generateName",
                "deletionTimestamp",
                "deletionGracePeriodSeconds");
        String name = name(fields);
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            fields.wrong("name", "invalid-value", name, NAME_EXPECTED);
        }
        String namespace = fields.text("namespace", NAME, NAME_EXPECTED);
        int generation = fields.integer("generation", 0, Integer.MAX_VALUE, 0);
        return new Metadata(
                namespaced ? namespace == null ? "default" : namespace : "",
                name,
                created(fields),
                labels(fields),
                generation,
                at);
    }

    /** A name that a server makes up is known to nobody before, so that it names nothing in a file; kubectl apply refuses it as well. */
    private static String name(Fields fields) {
        if (!fields.has("name") && fields.has("generateName")) {
            fields.missing("name", "a name; generateName only works with kubectl create");
            return "";
        }
        return fields.required("name");
    }

    private static Map<String, String> labels(Fields fields) {
        Map<String, String> labels = fields.strings("labels");
        return labels.isEmpty() ? Map.of() : Collections.unmodifiableMap(labels);
    }

    private static @Nullable Instant created(Fields fields) {
        String text = fields.text("creationTimestamp");
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException _) {
            fields.wrong("creationTimestamp", "invalid-value", text, "such as 2026-01-31T12:00:00Z");
            return null;
        }
    }
}
