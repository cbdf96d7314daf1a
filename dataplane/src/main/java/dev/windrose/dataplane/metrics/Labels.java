package dev.windrose.dataplane.metrics;

import java.util.List;

/** Label names and values, alternating, in the order of their exposition. */
public record Labels(List<String> pairs) {
    public static final Labels NONE = new Labels(List.of());

    /** Throws {@link IllegalArgumentException} for an odd count or a name that Prometheus does not know ({@code [a-zA-Z_][a-zA-Z0-9_]*}). */
    public Labels {
        pairs = List.copyOf(pairs);
        if (pairs.size() % 2 != 0) {
            throw new IllegalArgumentException("labels: " + pairs + " (expected: name, value, name, value, …)");
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            Names.checkLabel(pairs.get(i));
        }
    }

    public static Labels of(String name, String value) {
        return new Labels(List.of(name, value));
    }

    public static Labels of(String name, String value, String otherName, String otherValue) {
        return new Labels(List.of(name, value, otherName, otherValue));
    }
}
