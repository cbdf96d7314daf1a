package dev.windrose.documents.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Nodes of the parser as {@link Written}. */
record WrittenNodes(Place place) {
    /** Words without quotes that YAML 1.1 took for booleans, in any case. API servers are spoken to by tools that still do. */
    private static final Set<String> BOOLEANS_OF_BEFORE = Set.of("y", "n", "yes", "no", "on", "off");

    Written.Members members(Position at, Node.Mapping mapping) {
        Map<String, Written> members = LinkedHashMap.newLinkedHashMap(mapping.size());
        Position last = at;
        for (int i = 0; i < mapping.size(); i++) {
            if (mapping.key(i) instanceof Node.Scalar key && !members.containsKey(key.value())) {
                Written member = of(mapping.value(i));
                members.put(key.value(), member);
                last = later(last, member.last());
            }
        }
        return new Written.Members(at, last, members);
    }

    private Written of(Node node) {
        Position at = place.at(node);
        return switch (node) {
            case Node.Mapping mapping -> members(at, mapping);
            case Node.Items items -> items(at, items.items());
            case Node.Scalar scalar -> new Written.Scalar(at, value(scalar));
        };
    }

    private Written.Items items(Position at, List<Node> nodes) {
        List<Written> items = new ArrayList<>(nodes.size());
        Position last = at;
        for (Node node : nodes) {
            Written item = of(node);
            items.add(item);
            last = later(last, item.last());
        }
        return new Written.Items(at, last, items);
    }

    private static Position later(Position a, Position b) {
        return a.compareTo(b) < 0 ? b : a;
    }

    private static @Nullable Object value(Node.Scalar scalar) {
        String text = scalar.value();
        return switch (scalar.form()) {
            case NOTHING -> null;
            case FLAG -> Boolean.valueOf(text);
            case WHOLE -> number(text, true);
            case FRACTION -> number(text, false);
            case TEXT, OTHER -> isOldBoolean(scalar) ? new Written.OldBoolean(text) : text;
        };
    }

    private static boolean isOldBoolean(Node.Scalar scalar) {
        return scalar.isPlain() && BOOLEANS_OF_BEFORE.contains(scalar.value().toLowerCase(Locale.ROOT));
    }

    private static Object number(String text, boolean whole) {
        try {
            return whole ? (Object) Long.valueOf(text) : (Object) Double.valueOf(text);
        } catch (NumberFormatException _) {
            // Beyond a long, or a word such as .inf.
            return Double.NaN;
        }
    }
}
