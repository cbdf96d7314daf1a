package dev.windrose.schema.rule;

import com.google.errorprone.annotations.Immutable;
import dev.cel.common.exceptions.CelAttributeNotFoundException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.common.values.StructValue;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object with fields of a schema, for rules. A map would do, but the library copies maps and all that is in them each time a rule names
 * {@code self}; some rules do so thirty times.
 */
@Immutable
@SuppressWarnings("Immutable") // What a walk has made is not changed afterwards.
public final class ObjectValue extends StructValue<String, Map<String, Object>> {
    private static final CelType TYPE = StructTypeReference.create("object");

    private final Map<String, Object> fields;

    /** Takes {@code fields}, by {@link #nameOf names of the language}, as they are. */
    public ObjectValue(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** The name that rules have for a field: {@code namespace} becomes {@code __namespace__}. */
    public static String nameOf(String field) {
        return FieldNames.escaped(field);
    }

    /** A field's value by its name in rules, or null. */
    public @Nullable Object field(String name) {
        return fields.get(name);
    }

    @Override
    public Map<String, Object> value() {
        return fields;
    }

    @Override
    public boolean isZeroValue() {
        return fields.isEmpty();
    }

    @Override
    public CelType celType() {
        return TYPE;
    }

    @Override
    public Object select(String name) {
        Object value = fields.get(name);
        if (value == null) {
            throw CelAttributeNotFoundException.forMissingMapKey(name);
        }
        return value;
    }

    @Override
    public Optional<Object> find(String name) {
        return Optional.ofNullable(fields.get(name));
    }
}
