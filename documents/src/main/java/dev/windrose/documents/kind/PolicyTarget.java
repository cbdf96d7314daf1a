package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Position;
import org.jspecify.annotations.Nullable;

/** What a policy is about, in its own namespace; {@code sectionName} is null for the whole of it. */
public record PolicyTarget(
        String group, String kind, String name, @Nullable String sectionName, Position at) {
    static PolicyTarget read(Fields fields) {
        String group = fields.text("group", "");
        String kind = fields.required("kind");
        // A Service is meant, and a policy that is for no Service would leave it as if there was none.
        if (kind.equalsIgnoreCase("Service") && !kind.equals("Service")) {
            fields.wrong("kind", "unknown-kind", kind, "Service");
            kind = "Service";
        }
        if (kind.equals("Service") && (group.equals("core") || group.equals("v1"))) {
            fields.wrong("group", "unknown-group", group, "no group");
            group = "";
        }
        return new PolicyTarget(
                group,
                kind.isEmpty() ? "Service" : kind,
                fields.required("name"),
                fields.text("sectionName"),
                fields.at());
    }
}
