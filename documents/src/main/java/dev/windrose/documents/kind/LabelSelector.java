package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Selects by labels; all parts must hold, and no part selects everything. */
public record LabelSelector(Map<String, String> labels, List<Expression> expressions) {
    private static final List<String> OPERATORS = List.of("In", "NotIn", "Exists", "DoesNotExist");

    public LabelSelector {
        labels = Collections.unmodifiableMap(labels);
        expressions = List.copyOf(expressions);
    }

    /** {@code key operator values}. */
    public record Expression(String key, String operator, List<String> values) {
        boolean holds(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case "In" -> value != null && values.contains(value);
                case "NotIn" -> value == null || !values.contains(value);
                case "Exists" -> value != null;
                default -> value == null;
            };
        }
    }

    public boolean matches(Map<String, String> of) {
        for (Map.Entry<String, String> label : labels.entrySet()) {
            if (!label.getValue().equals(of.get(label.getKey()))) {
                return false;
            }
        }
        return expressions.stream().allMatch(expression -> expression.holds(of));
    }

    static LabelSelector read(Fields fields) {
        return new LabelSelector(
                fields.strings("matchLabels"),
                fields.list(
                        "matchExpressions",
                        e -> new Expression(
                                e.required("key"),
                                e.choice("operator", "In", OPERATORS),
                                e.texts("values").stream()
                                        .map(Fields.Texted::text)
                                        .toList())));
    }
}
