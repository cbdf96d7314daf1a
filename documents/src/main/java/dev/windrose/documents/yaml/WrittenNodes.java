package dev.windrose.documents.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Nodes of the parser as {@link Written}. */
record WrittenNodes(Place place) {
    /** Words without quotes that YAML 1.1 took for booleans, in any case. API servers are spoken to by tools that still do. */
    private static final Set<String> BOOLEANS_OF_BEFORE = Set.of("y", "n", "yes", "no", "on", "off");

    Written.Members members(Position at, Iterable<NodeTuple> entries) {
        Map<String, Written> members = new LinkedHashMap<>();
        Position last = at;
        for (NodeTuple entry : entries) {
            if (entry.getKeyNode() instanceof ScalarNode key && !members.containsKey(key.getValue())) {
                Written member = of(entry.getValueNode());
                members.put(key.getValue(), member);
                last = later(last, member.last());
            }
        }
        return new Written.Members(at, last, members);
    }

    private Written of(Node node) {
        Position at = place.at(node);
        return switch (node) {
            case MappingNode mapping -> members(at, mapping.getValue());
            case SequenceNode sequence -> items(at, sequence.getValue());
            case ScalarNode scalar -> new Written.Scalar(at, value(scalar));
            default -> new Written.Scalar(at, null);
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

    private static @Nullable Object value(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        String text = scalar.getValue();
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return Boolean.valueOf(text);
        }
        if (scalar.isPlain() && BOOLEANS_OF_BEFORE.contains(text.toLowerCase(Locale.ROOT))) {
            return new Written.OldBoolean(text);
        }
        return tag.equals(Tag.INT) || tag.equals(Tag.FLOAT) ? number(text, tag.equals(Tag.INT)) : text;
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
