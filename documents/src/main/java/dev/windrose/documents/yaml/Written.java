package dev.windrose.documents.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands at one place of a document, whatever the field means: for rules that treat all fields alike. */
public sealed interface Written {
    /** Where it begins. */
    Position at();

    /** Where the last value in it begins; {@link #at} for a single one. */
    Position last();

    /**
     * One value.
     *
     * @param value a String, Boolean, Long, Double (NaN for a number that neither of the two can hold), {@link OldBoolean} or null
     */
    record Scalar(Position at, @Nullable Object value) implements Written {
        @Override
        public Position last() {
            return at;
        }
    }

    /** A word that YAML 1.1 took for a boolean, such as {@code y} or {@code off}, and 1.2 takes for a text. */
    record OldBoolean(String word) {}

    /** A list. */
    record Items(Position at, Position last, List<Written> items) implements Written {}

    /** Fields by their names; of one written twice, the first. */
    record Members(Position at, Position last, Map<String, Written> members) implements Written {
        /** A field's value, or null when it is absent or null, which is the same to a reader. */
        public @Nullable Written present(String name) {
            Written member = members.get(name);
            return member instanceof Scalar scalar && scalar.value() == null ? null : member;
        }
    }

    /** A value from elsewhere, such as a default, put at a place: maps, lists, texts, numbers and booleans. */
    static Written of(@Nullable Object value, Position at) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, Written> members = new LinkedHashMap<>();
                map.forEach((key, member) -> members.put(String.valueOf(key), of(member, at)));
                yield new Members(at, at, members);
            }
            case List<?> list ->
                new Items(at, at, list.stream().map(item -> of(item, at)).toList());
            case Integer number -> new Scalar(at, number.longValue());
            case null, default -> new Scalar(at, value);
        };
    }
}
