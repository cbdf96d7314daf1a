package dev.windrose.documents.yaml;

import dev.windrose.documents.yaml.Node.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over one mapping. Each method names a field, reads it, and reports what is wrong with it; {@link #end} then reports the fields
 * nobody named. An absent or null field reads as null (or empty), a malformed one too, after its problem was reported.
 */
public class Fields {
    /** In place of the number of an item, for the field as a whole. */
    private static final int WHOLE = -1;

    private static final Node.Mapping NOTHING = new Node.Mapping(List.of(), Node.NOWHERE, Node.NOWHERE);

    private final Place place;
    private final Position at;
    private final Entries entries;
    /** The cursor that this one came from; its place there is that of a field, or of an item of it. */
    private final @Nullable Fields parent;

    private final String field;
    private final int item;

    private final List<String> known = new ArrayList<>(8);
    /** Of lists that may have so many items. */
    private Map<String, Integer> limits = Map.of();

    private boolean ended;

    private Fields(Place place, Position at, Node.Mapping mapping, @Nullable Fields parent, String field, int item) {
        this.place = place;
        this.at = at;
        this.entries = new Entries(mapping);
        this.parent = parent;
        this.field = field;
        this.item = item;
        reportDoubled();
    }

    /** For cursors that answer by themselves, and override every method: the reference asks readers what they read by one of these. */
    protected Fields(Position at) {
        this(new Place(at.file(), 0, new Problems()), at, NOTHING);
    }

    private Fields(Place place, Position at, Node.Mapping mapping) {
        this(place, at, mapping, null, "", WHOLE);
    }

    /** The cursor over a whole document. */
    static Fields of(Place place, Position at, Node.Mapping mapping) {
        return new Fields(place, at, mapping);
    }

    /** All that stands in the mapping, read or not. */
    public Written.Members written() {
        return new WrittenNodes(place).members(at, entries.mapping());
    }

    private void reportDoubled() {
        for (int i = 0; i < entries.size(); i++) {
            if (!(entries.key(i) instanceof Node.Scalar key)) {
                String shape = Place.shape(entries.key(i));
                error(place.at(entries.key(i)), "syntax", "field name: " + shape + " (expected: a word)");
                continue;
            }
            int first = entries.find(key.value());
            if (first < i) {
                Position earlier = place.at(entries.key(first));
                error(
                        place.at(key),
                        "duplicate-field",
                        name(key.value()) + ": written twice (first on line " + earlier.line() + ")");
            }
        }
    }

    public Position at() {
        return at;
    }

    /** The position of a field's value, or of the mapping when the field is absent. */
    public Position at(String field) {
        int found = entries.find(field);
        return found < 0 ? at : at(entries.value(found), field, WHOLE);
    }

    public boolean has(String field) {
        int found = entries.find(field);
        return found >= 0 && !isNothing(entries.value(found));
    }

    /** How many items a field's list has; 1 for something that should have been a list. */
    public int count(String field) {
        int found = entries.find(field);
        if (found < 0 || isNothing(entries.value(found))) {
            return 0;
        }
        return entries.value(found) instanceof Node.Items items ? items.items().size() : 1;
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
        Node.Scalar scalar = scalar(field, "text");
        if (scalar == null) {
            return null;
        }
        quotes(field, scalar);
        return scalar.value();
    }

    /** Reports what YAML takes for something else than text. */
    private void quotes(String field, Node.Scalar scalar) {
        if (scalar.isPlain() && scalar.form() != Form.TEXT) {
            String value = Place.quoted(scalar.value());
            problems()
                    .add(Problem.error(place.at(scalar), "wrong-type", name(field) + ": " + value + " (expected: text)")
                            .withHint("write \"" + value + "\" with quotes"));
        }
    }

    /** A text that must be there; empty when it is not, after the problem was reported. */
    public String required(String field) {
        if (!has(field)) {
            know(field);
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
        Node.Scalar scalar = scalar(field, "text");
        if (scalar == null) {
            return null;
        }
        if (!pattern.matcher(scalar.value()).matches()) {
            wrong(field, "invalid-value", scalar.value(), expected);
            return null;
        }
        quotes(field, scalar);
        return scalar.value();
    }

    public @Nullable Integer integer(String field, int min, int max) {
        Node.Scalar scalar = scalar(field, "a number");
        if (scalar == null) {
            return null;
        }
        try {
            int value = Integer.parseInt(scalar.value());
            if (scalar.isPlain() && value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Reported below, as a number out of range is.
        }
        wrong(
                field,
                "invalid-value",
                (scalar.isPlain() ? "" : "quoted ") + scalar.value(),
                "a number, " + min + " to " + max);
        return null;
    }

    /** A list of numbers, without those that are none or out of range. */
    public List<Integer> integers(String field, int min, int max) {
        List<Integer> read = new ArrayList<>();
        int index = 0;
        for (Node item : items(field)) {
            int number = index++;
            Integer value =
                    item instanceof Node.Scalar scalar && scalar.form() == Form.WHOLE ? number(scalar.value()) : null;
            if (value != null && value >= min && value <= max) {
                read.add(value);
            } else {
                String what = item instanceof Node.Scalar scalar ? Place.quoted(scalar.value()) : Place.shape(item);
                error(
                        place.at(item),
                        "invalid-value",
                        name(field, number) + ": " + what + " (expected: a number, " + min + " to " + max + ")");
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
        Node.Scalar scalar = scalar(field, "true or false");
        if (scalar == null) {
            return otherwise;
        }
        if (scalar.form() != Form.FLAG) {
            wrong(field, "wrong-type", scalar.value(), "true or false");
            return otherwise;
        }
        return Boolean.parseBoolean(scalar.value());
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
        return node == null ? null : nested(node, field, WHOLE, reader);
    }

    public <T> List<T> list(String field, Function<Fields, T> reader) {
        List<T> read = new ArrayList<>();
        int index = 0;
        for (Node item : items(field)) {
            T value = nested(item, field, index++, reader);
            if (value != null) {
                read.add(value);
            }
        }
        return read;
    }

    /** Reports a list with more items than its kind allows, of which the first ones are read. */
    public void atMost(String field, int most) {
        int count = count(field);
        if (count > most) {
            // In the words of an API server, which refuses it too.
            String why = "Too many: " + count + ": must have at most " + most + " items";
            error(at(field), "too-many", name(field) + ": " + why);
            Map<String, Integer> more = new HashMap<>(limits);
            more.put(field, most);
            limits = more;
        }
    }

    public List<Texted> texts(String field) {
        List<Texted> read = new ArrayList<>();
        int index = 0;
        for (Node item : items(field)) {
            int number = index++;
            if (item instanceof Node.Scalar scalar && (scalar.form() == Form.TEXT || !scalar.isPlain())) {
                read.add(new Texted(scalar.value(), place.at(item)));
            } else {
                error(
                        place.at(item),
                        "wrong-type",
                        name(field, number) + ": " + Place.shape(item) + " (expected: text)");
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
        if (!(node instanceof Node.Mapping mapping)) {
            error(
                    place.at(node),
                    "wrong-type",
                    name(field) + ": " + Place.shape(node) + " (expected: names and texts)");
            return read;
        }
        Fields own = new Fields(place, place.at(node), mapping, this, field, WHOLE);
        for (int i = 0; i < mapping.size(); i++) {
            if (mapping.key(i) instanceof Node.Scalar key && own.entries.find(key.value()) == i) {
                String value = own.text(key.value());
                if (value != null) {
                    read.put(key.value(), value);
                }
            }
        }
        return read;
    }

    /** Accepts fields without reading them. */
    public void ignore(String... fields) {
        for (String each : fields) {
            know(each);
        }
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
        for (int i = 0; i < entries.size(); i++) {
            // Of one that is written twice, the first was told of.
            if (!entries.isAsked(i) && entries.key(i) instanceof Node.Scalar key && entries.find(key.value()) == i) {
                problems()
                        .add(Problem.error(place.at(key), "unknown-field", name(key.value()) + ": unknown field")
                                .withHint(DidYouMean.hint(key.value(), known)));
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
            nested(item, field, index++, fields -> {
                reader.accept(fields);
                return fields;
            });
        }
    }

    private <T> @Nullable T nested(Node node, String field, int item, Function<Fields, T> reader) {
        if (!(node instanceof Node.Mapping mapping)) {
            error(place.at(node), "wrong-type", name(field, item) + ": " + Place.shape(node) + " (expected: fields)");
            return null;
        }
        Fields fields = new Fields(place, at(node, field, item), mapping, this, field, item);
        T value = reader.apply(fields);
        fields.end();
        return value;
    }

    private List<Node> items(String field) {
        Node node = node(field);
        if (node == null) {
            return List.of();
        }
        if (node instanceof Node.Items sequence) {
            int most = limits.getOrDefault(field, Integer.MAX_VALUE);
            return sequence.items().size() > most ? sequence.items().subList(0, most) : sequence.items();
        }
        error(
                place.at(node),
                "wrong-type",
                name(field) + ": " + Place.shape(node) + " (expected: a list, \"- \" before each item)");
        return List.of();
    }

    private Node.@Nullable Scalar scalar(String field, String expected) {
        Node node = node(field);
        if (node == null || node instanceof Node.Scalar) {
            return (Node.Scalar) node;
        }
        error(place.at(node), "wrong-type", name(field) + ": " + Place.shape(node) + " (expected: " + expected + ")");
        return null;
    }

    private @Nullable Node node(String field) {
        int found = know(field);
        return found < 0 || isNothing(entries.value(found)) ? null : entries.value(found);
    }

    /** A field of this name is known; where it stands, or -1. */
    private int know(String field) {
        known.add(field);
        return entries.ask(field);
    }

    private static boolean isNothing(Node node) {
        return node instanceof Node.Scalar scalar && scalar.form() == Form.NOTHING;
    }

    /** Where there are no lines, the path says where something is. */
    private Position at(Node node, String field, int item) {
        return node.line() >= 0 ? place.at(node) : place.at(node, name(field, item));
    }

    private String name(String inner) {
        return parent == null ? inner : parent.name(field, item) + "." + inner;
    }

    private String name(String inner, int number) {
        return number == WHOLE ? name(inner) : name(inner) + "[" + number + "]";
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
