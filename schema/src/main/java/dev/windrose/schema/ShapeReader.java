package dev.windrose.schema;

import com.google.re2j.Pattern;
import dev.windrose.schema.Shape.Branches;
import dev.windrose.schema.rule.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads schemas from the trees of the resources. What it does not know it refuses: a rule left out would be a document let through. */
final class ShapeReader {
    private final Map<String, Pattern> patterns;
    private final Map<String, Object> tree;

    private ShapeReader(Map<String, Object> tree, Map<String, Pattern> patterns) {
        this.tree = new LinkedHashMap<>(tree);
        this.patterns = patterns;
    }

    /** {@code patterns} keeps what is compiled: the same ones stand everywhere. */
    static Shape read(Object tree, Map<String, Pattern> patterns) {
        ShapeReader reader = new ShapeReader(map(tree), patterns);
        Shape shape = reader.shape();
        if (!reader.tree.isEmpty()) {
            throw new IllegalStateException(
                    reader.tree.keySet() + ": unknown (expected: keywords that the walk knows)");
        }
        return shape;
    }

    private Shape shape() {
        String type = Objects.requireNonNullElse((String) tree.remove("type"), "any");
        String list = Objects.requireNonNullElse((String) tree.remove("x-kubernetes-list-type"), "");
        Object properties = tree.remove("properties");
        return new Shape(
                Shape.Type.valueOf(type.toUpperCase(Locale.ROOT)),
                tree.remove("default"),
                properties == null ? Map.of() : shapes(map(properties)),
                texts("required"),
                child("additionalProperties"),
                child("items"),
                texts("x-kubernetes-list-map-keys"),
                list.equals("set"),
                limits(),
                branches(),
                rules());
    }

    private Branches branches() {
        List<Shape> one = children("oneOf");
        List<Shape> any = children("anyOf");
        Shape not = child("not");
        return one.isEmpty() && any.isEmpty() && not == null ? Branches.NONE : new Branches(one, any, not);
    }

    private List<Limit> limits() {
        List<Limit> limits = new ArrayList<>();
        for (String keyword : List.copyOf(tree.keySet())) {
            Limit limit = limit(keyword, tree.get(keyword));
            if (limit != null) {
                limits.add(limit);
                tree.remove(keyword);
            }
        }
        // Only the first that is broken is told, and a format says least.
        limits.sort(Comparator.comparing(limit -> limit instanceof Limit.Format));
        return limits;
    }

    private @Nullable Limit limit(String keyword, @Nullable Object value) {
        return switch (keyword) {
            case "pattern" -> new Limit.Match(patterns.computeIfAbsent(String.valueOf(value), Pattern::compile));
            case "format" -> format(String.valueOf(value));
            case "enum" ->
                new Limit.Words(list(value).stream().map(ShapeReader::word).toList());
            case "minLength" -> new Limit.MinLength(number(value).longValue());
            case "maxLength" -> new Limit.MaxLength(number(value).longValue());
            case "minimum" -> new Limit.Minimum(number(value).doubleValue());
            case "maximum" -> new Limit.Maximum(number(value).doubleValue());
            case "minItems" -> new Limit.MinItems(number(value).intValue());
            case "maxItems" -> new Limit.MaxItems(number(value).intValue());
            case "maxProperties" -> new Limit.MaxProperties(number(value).intValue());
            default -> null;
        };
    }

    private static @Nullable Limit format(String name) {
        return Limit.Format.KNOWN.contains(name) ? new Limit.Format(name) : null;
    }

    private List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        for (Object item : list(tree.remove("x-kubernetes-validations"))) {
            Map<String, Object> rule = map(item);
            rules.add(new Rule(String.valueOf(rule.get("rule")), String.valueOf(rule.get("message"))));
        }
        rules.removeIf(Rule::isOfChange);
        return rules;
    }

    private @Nullable Shape child(String keyword) {
        Object child = tree.remove(keyword);
        return child == null ? null : read(child, patterns);
    }

    private List<Shape> children(String keyword) {
        return list(tree.remove(keyword)).stream()
                .map(child -> read(child, patterns))
                .toList();
    }

    private Map<String, Shape> shapes(Map<String, Object> trees) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        trees.forEach((name, child) -> shapes.put(name, read(child, patterns)));
        return shapes;
    }

    private List<String> texts(String keyword) {
        return list(tree.remove(keyword)).stream().map(String::valueOf).toList();
    }

    private static List<Object> list(@Nullable Object value) {
        return value instanceof List<?> list ? List.copyOf(list) : List.of();
    }

    /** Numbers as documents have them. */
    private static Object word(Object value) {
        return value instanceof Integer number ? (Object) number.longValue() : value;
    }

    private static Number number(@Nullable Object value) {
        return value instanceof Number number ? number : Double.NaN;
    }

    private static Map<String, Object> map(Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> entries) {
            entries.forEach((key, member) -> map.put(String.valueOf(key), member));
        }
        return map;
    }
}
