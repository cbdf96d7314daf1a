package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Position;
import org.jspecify.annotations.Nullable;

/** What a policy is about, in its own namespace; {@code sectionName} is null for the whole of it. */
public record PolicyTarget(
        String group, String kind, String name, @Nullable String sectionName, Position at) {
    static PolicyTarget read(Fields fields) {
        return new PolicyTarget(
                fields.text("group", ""),
                fields.required("kind"),
                fields.required("name"),
                fields.text("sectionName"),
                fields.at());
    }
}
