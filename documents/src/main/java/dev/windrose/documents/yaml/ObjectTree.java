package dev.windrose.documents.yaml;

import dev.windrose.documents.yaml.Node.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        return Fields.of(place, Position.whole(name), mapping(object));
    }

    private static Node.Mapping mapping(Map<?, ?> map) {
        List<Node> entries = new ArrayList<>(2 * map.size());
        map.forEach((key, value) -> {
            entries.add(text(String.valueOf(key)));
            entries.add(node(value));
        });
        return new Node.Mapping(entries, Node.NOWHERE, Node.NOWHERE);
    }

    private static Node node(@Nullable Object value) {
        return switch (value) {
            case null -> plain("null", Form.NOTHING);
            case Map<?, ?> map -> mapping(map);
            case List<?> list ->
                new Node.Items(list.stream().map(ObjectTree::node).toList(), Node.NOWHERE, Node.NOWHERE);
            case String text -> text(text);
            case Boolean flag -> plain(flag.toString(), Form.FLAG);
            case Integer number -> plain(number.toString(), Form.WHOLE);
            case Long number -> plain(number.toString(), Form.WHOLE);
            case Number number -> plain(number.toString(), Form.FRACTION);
            default -> text(value.toString());
        };
    }

    private static Node plain(String value, Form form) {
        return new Node.Scalar(value, form, true, Node.NOWHERE, Node.NOWHERE);
    }

    private static Node text(String value) {
        return new Node.Scalar(value, Form.TEXT, false, Node.NOWHERE, Node.NOWHERE);
    }
}
