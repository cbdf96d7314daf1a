package dev.windrose.kubernetes.api;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Looks into objects that are plain trees. What is absent or of another type reads as empty. */
public final class Trees {
    private Trees() {}

    /** The map at a path. */
    @SuppressWarnings("unchecked") // keys of JSON are texts
    public static Map<String, Object> map(@Nullable Object tree, String... path) {
        Object at = at(tree, path);
        return at instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** The maps of the list at a path. */
    public static List<Map<String, Object>> maps(@Nullable Object tree, String... path) {
        return list(tree, path).stream()
                .filter(Map.class::isInstance)
                .map(each -> map(each))
                .toList();
    }

    public static List<?> list(@Nullable Object tree, String... path) {
        return at(tree, path) instanceof List<?> list ? list : List.of();
    }

    /** The text, number or flag at a path, as text; null if there is none. */
    public static @Nullable String text(@Nullable Object tree, String... path) {
        Object at = at(tree, path);
        return at == null || at instanceof Map || at instanceof List ? null : at.toString();
    }

    public static String text(String otherwise, @Nullable Object tree, String... path) {
        String found = text(tree, path);
        return found == null ? otherwise : found;
    }

    /**
     * Whether a tree has all that another has: maps may have more, and lists too, in any order. So a server shows what was applied to it, filled in
     * and beside what others applied.
     */
    public static boolean contains(@Nullable Object tree, @Nullable Object part) {
        return switch (part) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .allMatch(each -> contains(map(tree).get(String.valueOf(each.getKey())), each.getValue()));
            case List<?> list ->
                list.stream().allMatch(each -> list(tree).stream().anyMatch(there -> contains(there, each)));
            case null, default -> Objects.equals(tree, part);
        };
    }

    public static long number(@Nullable Object tree, String... path) {
        return at(tree, path) instanceof Number number ? number.longValue() : 0;
    }

    private static @Nullable Object at(@Nullable Object tree, String... path) {
        Object at = tree;
        for (String step : path) {
            at = at instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return at;
    }
}
