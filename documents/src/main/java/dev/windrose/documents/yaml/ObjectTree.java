package dev.windrose.documents.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A tree of maps, lists, texts, numbers and booleans, read like a parsed text: one reader serves files and objects. */
public final class ObjectTree {
    private ObjectTree() {}

    /**
     * A cursor over an object.
     *
     * @param name kind and name of the object, which stands where files have their name
     */
    public static Fields fields(String name, Map<String, ?> object, Origin origin, Problems problems) {
        Place place = new Place(name, 0, problems, origin);
        return Fields.of(place, "", Position.whole(name), mapping(object));
    }

    private static MappingNode mapping(Map<?, ?> map) {
        List<NodeTuple> entries = new ArrayList<>(map.size());
        map.forEach((key, value) -> entries.add(new NodeTuple(text(String.valueOf(key)), node(value))));
        return new MappingNode(Tag.MAP, entries, FlowStyle.BLOCK);
    }

    private static Node node(@Nullable Object value) {
        return switch (value) {
            case null -> new ScalarNode(Tag.NULL, "null", ScalarStyle.PLAIN);
            case Map<?, ?> map -> mapping(map);
            case List<?> list ->
                new SequenceNode(Tag.SEQ, list.stream().map(ObjectTree::node).toList(), FlowStyle.BLOCK);
            case String text -> text(text);
            case Boolean flag -> new ScalarNode(Tag.BOOL, flag.toString(), ScalarStyle.PLAIN);
            case Integer number -> new ScalarNode(Tag.INT, number.toString(), ScalarStyle.PLAIN);
            case Long number -> new ScalarNode(Tag.INT, number.toString(), ScalarStyle.PLAIN);
            case Number number -> new ScalarNode(Tag.FLOAT, number.toString(), ScalarStyle.PLAIN);
            default -> text(value.toString());
        };
    }

    private static ScalarNode text(String value) {
        return new ScalarNode(Tag.STR, value, ScalarStyle.DOUBLE_QUOTED);
    }
}
