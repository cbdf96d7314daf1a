package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From which namespaces others may attach.
 *
 * @param from {@code All}, {@code Same}, {@code Selector} or {@code None}
 */
public record Namespaces(String from, @Nullable LabelSelector selector) {
    static final Namespaces SAME = new Namespaces("Same", null);

    /** Whether a namespace with these labels may; {@code own} tells whether it is the one that this stands in. */
    public boolean allow(boolean own, Map<String, String> labels) {
        return switch (from) {
            case "All" -> true;
            case "None" -> false;
            case "Selector" -> selector != null && selector.matches(labels);
            default -> own;
        };
    }

    static Namespaces read(Fields fields, String otherwise) {
        Namespaces read = fields.object("namespaces", n -> {
            String from = n.choice("from", otherwise, List.of("Same", "All", "Selector", "None"));
            return new Namespaces(from, n.object("selector", LabelSelector::read));
        });
        return read == null ? new Namespaces(otherwise, null) : read;
    }
}
