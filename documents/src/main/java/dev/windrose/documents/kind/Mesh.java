package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;

/** Which controller serves a mesh. Written {@code XMesh}. */
public record Mesh(Metadata metadata, String controllerName) implements Document {
    @Override
    public String kind() {
        return "XMesh";
    }

    public static Mesh read(Fields document) {
        Metadata metadata = Metadata.read(document, false);
        String controller = document.object("spec", spec -> {
            spec.ignore("description");
            spec.unsupported("parametersRef");
            return spec.required("controllerName");
        });
        if (controller == null && !document.has("spec")) {
            document.missing("spec", "spec: {controllerName: windrose.dev/gateway-controller}");
        }
        return new Mesh(metadata, controller == null ? "" : controller);
    }
}
