package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import org.jspecify.annotations.Nullable;

/** Which controller serves a mesh; {@code parameters} is null when there are none. Written {@code XMesh}. */
public record Mesh(
        Metadata metadata, String controllerName, @Nullable Ref parameters) implements Document {
    @Override
    public String kind() {
        return "XMesh";
    }

    public static Mesh read(Fields document) {
        Metadata metadata = Metadata.read(document, false);
        Mesh read = document.object("spec", spec -> {
            spec.ignore("description");
            return new Mesh(metadata, spec.required("controllerName"), spec.object("parametersRef", Ref::object));
        });
        if (read == null && !document.has("spec")) {
            document.missing("spec", "spec: {controllerName: windrose.dev/gateway-controller}");
        }
        return read == null ? new Mesh(metadata, "", null) : read;
    }
}
