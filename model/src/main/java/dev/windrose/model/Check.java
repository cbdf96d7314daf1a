package dev.windrose.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Argument checks shared by the records of the model; messages read {@code name: value (expected: …)}. */
final class Check {
    private Check() {}

    static void that(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }

    static <T> List<T> list(List<T> list) {
        return List.copyOf(list);
    }

    /** An unmodifiable copy that keeps the order, unlike {@code Map.copyOf}. */
    static <K, V> Map<K, V> map(Map<K, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
