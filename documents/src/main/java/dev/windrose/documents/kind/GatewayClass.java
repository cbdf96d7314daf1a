package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import org.jspecify.annotations.Nullable;

/** Which controller serves the gateways of a class; {@code parameters} is null when there are none. */
public record GatewayClass(
        Metadata metadata, String controllerName, @Nullable Ref parameters) implements Document {
    @Override
    public String kind() {
        return "GatewayClass";
    }

    public static GatewayClass read(Fields document) {
        Metadata metadata = Metadata.read(document, false);
        GatewayClass read = document.object("spec", spec -> {
            spec.ignore("description");
            return new GatewayClass(
                    metadata, spec.required("controllerName"), spec.object("parametersRef", Ref::object));
        });
        if (read == null && !document.has("spec")) {
            document.missing("spec", "spec: {controllerName: windrose.dev/gateway-controller}");
        }
        return read == null ? new GatewayClass(metadata, "", null) : read;
    }
}
