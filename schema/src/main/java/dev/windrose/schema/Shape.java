package dev.windrose.schema;

import dev.windrose.schema.rule.Rule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The schema of one value.
 *
 * @param type the JSON type; {@link Type#ANY} in branches, which narrow a schema that says it
 * @param preset what an absent value becomes, or null for nothing
 * @param properties the fields, by name
 * @param additional the schema of all values of a map whose keys are the user's own, or null
 * @param items the schema of a list's items, or null
 * @param keys the fields that tell a list's items apart; empty for lists whose items may be alike
 * @param distinct whether the items of a list are told apart as wholes
 */
record Shape(
        Type type,
        @Nullable Object preset,
        Map<String, Shape> properties,
        List<String> required,
        @Nullable Shape additional,
        @Nullable Shape items,
        List<String> keys,
        boolean distinct,
        List<Limit> limits,
        Branches branches,
        List<Rule> rules) {

    /** JSON's types, with the name that schemas have for them. */
    enum Type {
        ANY,
        OBJECT,
        ARRAY,
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN
    }

    /**
     * Alternatives.
     *
     * @param one exactly one of them must fit
     * @param any at least one of them must fit
     * @param not must not fit
     */
    record Branches(
            List<Shape> one, List<Shape> any, @Nullable Shape not) {
        static final Branches NONE = new Branches(List.of(), List.of(), null);
    }
}
