package dev.windrose.documents.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A cursor over one mapping. Each method names a field, reads it, and reports what is wrong with it; {@link #end} then reports the fields
 * nobody named. An absent or null field reads as null (or empty), a malformed one too, after its problem was reported.
 */
public class Fields {
    private final Place place;
    private final String path;
    private final Position at;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final List<String> known = new ArrayList<>();
    private boolean ended;

    private Fields(Place place, String path, Position at) {
        this.place = place;
        this.path = path;
        this.at = at;
    }

    /** For cursors that answer by themselves, and override every method: the reference asks readers what they read by one of these. */
    protected Fields(Position at) {
        this(new Place(at.file(), 0, new Problems()), "", at);
    }

    static Fields of(Place place, String path, Position at, MappingNode mapping) {
        Fields fields = new Fields(place, path, at);
        for (NodeTuple entry : mapping.getValue()) {
            fields.enter(entry);
        }
        return fields;
    }

    /** All that stands in the mapping, read or not. */
    public Written.Members written() {
        return new WrittenNodes(place).members(at, entries.values());
    }

    private void enter(NodeTuple entry) {
        Node key = entry.getKeyNode();
        if (!(key instanceof ScalarNode scalar)) {
            error(place.at(key), "syntax", "field name: " + Place.shape(key) + " (expected: a word)");
            return;
        }
        NodeTuple earlier = entries.putIfAbsent(scalar.getValue(), entry);
        if (earlier != null) {
            Position first = place.at(earlier.getKeyNode());
            error(
                    place.at(key),
                    "duplicate-field",
                    name(scalar.getValue()) + ": written twice (first on line " + first.line() + ")");
        }
    }

    public Position at() {
        return at;
    }

    /** The position of a field's value, or of the mapping when the field is absent. */
    public Position at(String field) {
        NodeTuple entry = entries.get(field);
        return entry == null ? at : place.at(entry.getValueNode(), name(field));
    }

    public boolean has(String field) {
        NodeTuple entry = entries.get(field);
        return entry != null && !entry.getValueNode().getTag().equals(Tag.NULL);
    }

    /** How many items a field's list has; 1 for something that should have been a list. */
    public int count(String field) {
        if (!has(field)) {
            return 0;
        }
        return entry(field).getValueNode() instanceof SequenceNode sequence
                ? sequence.getValue().size()
                : 1;
    }

    public Problems problems() {
        return place.problems();
    }

    /** Reports a problem with a field's value, named with its path. */
    public void wrong(String field, String code, String value, String expected) {
        error(at(field), code, name(field) + ": " + Place.quoted(value) + " (expected: " + expected + ")");
    }

    /** Reports that one of these fields is missing. */
    public void missing(String field, String expected) {
        error(at, "missing-field", name(field) + ": missing (expected: " + expected + ")");
    }

    public @Nullable String text(String field) {
        ScalarNode scalar = scalar(field, "text");
        if (scalar == null) {
            return null;
        }
        quotes(field, scalar);
        return scalar.getValue();
    }

    /** Reports what YAML takes for something else than text. */
    private void quotes(String field, ScalarNode scalar) {
        if (scalar.isPlain() && !scalar.getTag().equals(Tag.STR)) {
            String value = Place.quoted(scalar.getValue());
            problems()
                    .add(Problem.error(place.at(scalar), "wrong-type", name(field) + ": " + value + " (expected: text)")
                            .withHint("write \"" + value + "\" with quotes"));
        }
    }

    /** A text that must be there; empty when it is not, after the problem was reported. */
    public String required(String field) {
        if (!has(field)) {
            known.add(field);
            missing(field, "text");
            return "";
        }
        String text = text(field);
        return text == null ? "" : text;
    }

    public String text(String field, String otherwise) {
        String text = text(field);
        return text == null ? otherwise : text;
    }

    /** A text that must match a pattern as a whole. */
    public @Nullable String text(String field, Pattern pattern, String expected) {
        ScalarNode scalar = scalar(field, "text");
        if (scalar == null) {
            return null;
        }
        if (!pattern.matcher(scalar.getValue()).matches()) {
            wrong(field, "invalid-value", scalar.getValue(), expected);
            return null;
        }
        quotes(field, scalar);
        return scalar.getValue();
    }

    public @Nullable Integer integer(String field, int min, int max) {
        ScalarNode scalar = scalar(field, "a number");
        if (scalar == null) {
            return null;
        }
        try {
            int value = Integer.parseInt(scalar.getValue());
            if (scalar.isPlain() && value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Reported below, as a number out of range is.
        }
        wrong(
                field,
                "invalid-value",
                (scalar.isPlain() ? "" : "quoted ") + scalar.getValue(),
                "a number, " + min + " to " + max);
        return null;
    }

    /** A list of numbers, without those that are none or out of range. */
    public List<Integer> integers(String field, int min, int max) {
        List<Integer> read = new ArrayList<>();
        int index = 0;
        for (Node item : items(field)) {
            String name = name(field) + "[" + index++ + "]";
            Integer value = item instanceof ScalarNode scalar && scalar.getTag().equals(Tag.INT)
                    ? number(scalar.getValue())
                    : null;
            if (value != null && value >= min && value <= max) {
                read.add(value);
            } else {
                String what = item instanceof ScalarNode scalar ? Place.quoted(scalar.getValue()) : Place.shape(item);
                error(
                        place.at(item),
                        "invalid-value",
                        name + ": " + what + " (expected: a number, " + min + " to " + max + ")");
            }
        }
        return read;
    }

    private static @Nullable Integer number(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    public @Nullable Integer port(String field) {
        return integer(field, 1, 65535);
    }

    public boolean flag(String field, boolean otherwise) {
        ScalarNode scalar = scalar(field, "true or false");
        if (scalar == null) {
            return otherwise;
        }
        if (!scalar.getTag().equals(Tag.BOOL)) {
            wrong(field, "wrong-type", scalar.getValue(), "true or false");
            return otherwise;
        }
        return Boolean.parseBoolean(scalar.getValue());
    }

    /** One of a fixed set of words; {@code otherwise} when absent or unknown. */
    public String choice(String field, String otherwise, List<String> words) {
        String text = text(field);
        if (text == null || words.contains(text)) {
            return text == null ? otherwise : text;
        }
        problems()
                .add(Problem.error(
                                at(field).withoutPath(),
                                "unknown-value",
                                name(field) + ": " + Place.quoted(text) + " (expected: " + String.join(", ", words)
                                        + ")")
                        .withHint(DidYouMean.hint(text, words)));
        return otherwise;
    }

    /** A number, and what is taken when there is none or a wrong one. */
    public int integer(String field, int min, int max, int otherwise) {
        Integer value = integer(field, min, max);
        return value == null ? otherwise : value;
    }

    /** A nested mapping, its unknown fields reported. */
    public <T> @Nullable T object(String field, Function<Fields, T> reader) {
        Node node = node(field);
        return node == null ? null : nested(node, name(field), reader);
    }

    public <T> List<T> list(String field, Function<Fields, T> reader) {
        List<T> read = new ArrayList<>();
        int index = 0;
        for (Node item : items(field)) {
            T value = nested(item, name(field) + "[" + index++ + "]", reader);
            if (value != null) {
                read.add(value);
            }
        }
        return read;
    }

    public List<Texted> texts(String field) {
        List<Texted> read = new ArrayList<>();
        int index = 0;
        for (Node item : items(field)) {
            String name = name(field) + "[" + index++ + "]";
            if (item instanceof ScalarNode scalar && (scalar.getTag().equals(Tag.STR) || !scalar.isPlain())) {
                read.add(new Texted(scalar.getValue(), place.at(item)));
            } else {
                error(place.at(item), "wrong-type", name + ": " + Place.shape(item) + " (expected: text)");
            }
        }
        return read;
    }

    /** A mapping whose keys are the user's own. */
    public Map<String, String> strings(String field) {
        Map<String, String> read = new LinkedHashMap<>();
        Node node = node(field);
        if (node == null) {
            return read;
        }
        if (!(node instanceof MappingNode mapping)) {
            error(
                    place.at(node),
                    "wrong-type",
                    name(field) + ": " + Place.shape(node) + " (expected: names and texts)");
            return read;
        }
        Fields own = of(place, name(field), place.at(node), mapping);
        for (String key : own.entries.keySet()) {
            String value = own.text(key);
            if (value != null) {
                read.put(key, value);
            }
        }
        return read;
    }

    /** Accepts fields without reading them. */
    public void ignore(String... fields) {
        known.addAll(List.of(fields));
    }

    /** Reports every field that was not named, where its meaning is ours to know; later calls do nothing. */
    public void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (place.origin() == Origin.FOREIGN_OBJECT) {
            return;
        }
        for (Map.Entry<String, NodeTuple> entry : entries.entrySet()) {
            if (!known.contains(entry.getKey())) {
                problems()
                        .add(Problem.error(
                                        place.at(entry.getValue().getKeyNode()),
                                        "unknown-field",
                                        name(entry.getKey()) + ": unknown field")
                                .withHint(DidYouMean.hint(entry.getKey(), known)));
            }
        }
    }

    /** Leaves the remaining fields unread without a complaint. */
    public void skip() {
        ended = true;
    }

    /** Reads each item of a list of mappings. */
    public void each(String field, Consumer<Fields> reader) {
        int index = 0;
        for (Node item : items(field)) {
            String name = name(field) + "[" + index++ + "]";
            nested(item, name, fields -> {
                reader.accept(fields);
                return fields;
            });
        }
    }

    private NodeTuple entry(String field) {
        NodeTuple entry = entries.get(field);
        if (entry == null) {
            throw new IllegalStateException(field + ": absent (expected: present)");
        }
        return entry;
    }

    private <T> @Nullable T nested(Node node, String name, Function<Fields, T> reader) {
        if (!(node instanceof MappingNode mapping)) {
            error(place.at(node), "wrong-type", name + ": " + Place.shape(node) + " (expected: fields)");
            return null;
        }
        Fields fields = of(place, name, place.at(node, name), mapping);
        T value = reader.apply(fields);
        fields.end();
        return value;
    }

    private List<Node> items(String field) {
        Node node = node(field);
        if (node == null) {
            return List.of();
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        error(
                place.at(node),
                "wrong-type",
                name(field) + ": " + Place.shape(node) + " (expected: a list, \"- \" before each item)");
        return List.of();
    }

    private @Nullable ScalarNode scalar(String field, String expected) {
        Node node = node(field);
        if (node == null || node instanceof ScalarNode) {
            return (ScalarNode) node;
        }
        error(place.at(node), "wrong-type", name(field) + ": " + Place.shape(node) + " (expected: " + expected + ")");
        return null;
    }

    private @Nullable Node node(String field) {
        known.add(field);
        return has(field) ? entry(field).getValueNode() : null;
    }

    private String name(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    private void error(Position position, String code, String message) {
        problems().error(position.withoutPath(), code, message);
    }

    /** A text and where it stands. */
    public record Texted(String text, Position at) {
        @Override
        public String toString() {
            return text;
        }
    }
}
