package dev.windrose.verification.reference;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Position;
import dev.windrose.documents.yaml.Problems;
import dev.windrose.verification.reference.Asked.Use;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A document that has no text: it answers a reader as if fields were there or not, and notes what it is asked for. The reader is let into every
 * object and every list, also where it is then told that there was none; choices take each of their words in turn.
 */
final class ProbingFields extends Fields {
    private static final Position NOWHERE = new Position("probe", 1, 1);

    private final Asked asked;
    private final String path;
    private final Predicate<String> present;
    private final Problems problems = new Problems();
    private final Set<String> named = new LinkedHashSet<>();
    private final Set<String> missed = new HashSet<>();

    /** {@code present} tells which fields, by their path, the document is said to have. */
    ProbingFields(Asked asked, String path, Predicate<String> present) {
        super(NOWHERE);
        this.asked = asked;
        this.path = path;
        this.present = present;
    }

    private String name(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    private void read(String field, String type, String otherwise) {
        named.add(field);
        asked.read(name(field), type, otherwise);
    }

    private <T> T within(String inner, Function<Fields, T> reader) {
        ProbingFields fields = new ProbingFields(asked, inner, present);
        T value = reader.apply(fields);
        fields.close();
        return value;
    }

    /** Tells which of the fields were missed. */
    void close() {
        for (String field : named) {
            if (!has(field)) {
                asked.absent(name(field), missed.contains(field));
            }
        }
    }

    @Override
    public Position at() {
        return NOWHERE;
    }

    @Override
    public Position at(String field) {
        return NOWHERE;
    }

    @Override
    public boolean has(String field) {
        return present.test(name(field));
    }

    @Override
    public int count(String field) {
        return has(field) ? 1 : 0;
    }

    @Override
    public Problems problems() {
        return problems;
    }

    @Override
    public void wrong(String field, String code, String value, String expected) {}

    @Override
    public void missing(String field, String expected) {
        missed.add(field);
    }

    @Override
    public @Nullable String text(String field) {
        read(field, "text", "");
        return null;
    }

    @Override
    public String required(String field) {
        read(field, "text", "");
        missed.add(field);
        return "";
    }

    @Override
    public String text(String field, String otherwise) {
        read(field, "text", Page.code(otherwise));
        return otherwise;
    }

    @Override
    public @Nullable String text(String field, Pattern pattern, String expected) {
        read(field, expected, "");
        return null;
    }

    @Override
    public @Nullable Integer integer(String field, int min, int max) {
        read(field, range(min, max), "");
        return null;
    }

    @Override
    public int integer(String field, int min, int max, int otherwise) {
        read(field, range(min, max), Page.code(Integer.toString(otherwise)));
        return otherwise;
    }

    @Override
    public List<Integer> integers(String field, int min, int max) {
        read(field, "a list; each " + range(min, max), "");
        return List.of();
    }

    private static String range(int min, int max) {
        return max == Integer.MAX_VALUE ? "a number from " + min : "a number, " + min + " to " + max;
    }

    @Override
    public @Nullable Integer port(String field) {
        read(field, "a port", "");
        return null;
    }

    @Override
    public boolean flag(String field, boolean otherwise) {
        read(field, "`true` or `false`", Page.code(Boolean.toString(otherwise)));
        return otherwise;
    }

    @Override
    public String choice(String field, String otherwise, List<String> words) {
        read(field, Page.codes(words), Page.code(otherwise));
        return !has(field) ? otherwise : words.get(asked.nextAnswer(name(field)) % words.size());
    }

    @Override
    public <T> @Nullable T object(String field, Function<Fields, T> reader) {
        read(field, "fields", "");
        T value = within(name(field), reader);
        return has(field) ? value : null;
    }

    @Override
    public <T> List<T> list(String field, Function<Fields, T> reader) {
        read(field, "a list", "");
        T item = within(name(field) + "[]", reader);
        return item == null || !has(field) ? List.of() : List.of(item);
    }

    @Override
    public List<Texted> texts(String field) {
        read(field, "a list of texts", "");
        return List.of();
    }

    @Override
    public Map<String, String> strings(String field) {
        read(field, "names and texts", "");
        return Map.of();
    }

    @Override
    public void atMost(String field, int most) {}

    @Override
    public void ignore(String... fields) {
        for (String field : fields) {
            named.add(field);
            asked.use(name(field), Use.IGNORED);
        }
    }

    @Override
    public void end() {}

    @Override
    public void skip() {}

    @Override
    public void each(String field, Consumer<Fields> reader) {
        list(field, fields -> {
            reader.accept(fields);
            return fields;
        });
    }
}
