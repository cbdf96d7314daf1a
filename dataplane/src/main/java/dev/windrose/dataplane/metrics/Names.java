package dev.windrose.dataplane.metrics;

import java.util.regex.Pattern;

/** The data model's rules for names. */
final class Names {
    private static final Pattern METRIC = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    private Names() {}

    static void checkMetric(String name) {
        check(METRIC, "metric name", name);
    }

    static void checkLabel(String name) {
        check(LABEL, "label name", name);
    }

    private static void check(Pattern pattern, String what, String name) {
        if (!pattern.matcher(name).matches()) {
            throw new IllegalArgumentException(what + ": " + name + " (expected: " + pattern + ")");
        }
    }
}
