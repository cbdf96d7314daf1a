package dev.windrose.verification.reference;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What readers asked of a document, by path: it is collected over many readings of the same reader, since what it asks for depends on what it
 * was told before.
 */
final class Asked {
    /** How a field is dealt with; what comes later in this list wins over what comes before. */
    enum Use {
        IGNORED,
        READ
    }

    /** What is known of one field. */
    static final class Field {
        private Use use = Use.IGNORED;
        private final Set<String> types = new LinkedHashSet<>();
        private final Set<String> defaults = new LinkedHashSet<>();
        private int readings;
        private int missed;
        private int answers;

        Use use() {
            return use;
        }

        String type() {
            return String.join("; ", types);
        }

        /** What the reader does without it. */
        String otherwise() {
            if (missed > 0) {
                return missed == readings ? "required" : "required in some cases";
            }
            return String.join(" or ", defaults);
        }
    }

    private final Map<String, Field> fields = new LinkedHashMap<>();

    Map<String, Field> fields() {
        return fields;
    }

    /** Numbers a choice's answers, so that each reading gets another one. */
    int nextAnswer(String path) {
        return field(path).answers++;
    }

    void use(String path, Use use) {
        Field field = field(path);
        field.use = use.compareTo(field.use) > 0 ? use : field.use;
    }

    void read(String path, String type, String otherwise) {
        use(path, Use.READ);
        Field field = field(path);
        if (!type.isEmpty()) {
            field.types.add(type);
        }
        if (!otherwise.isEmpty()) {
            field.defaults.add(otherwise);
        }
    }

    /** A reading in which the field was not there; {@code missed} if the reader said that it must be. */
    void absent(String path, boolean missed) {
        Field field = field(path);
        field.readings++;
        field.missed += missed ? 1 : 0;
    }

    Field field(String path) {
        return fields.computeIfAbsent(path, _ -> new Field());
    }
}
