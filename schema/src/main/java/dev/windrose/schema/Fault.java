package dev.windrose.schema;

import dev.windrose.documents.yaml.Written;
import org.jspecify.annotations.Nullable;

/** What is wrong with a value, in the API server's words but for the name of the field, which comes before. */
record Fault(Reason reason, String detail, @Nullable String hint) {
    /** Longer values are cut. */
    private static final int LONGEST_VALUE = 80;

    /** The API server's reasons. */
    enum Reason {
        INVALID("Invalid value", "invalid-value", false),
        TYPE("Invalid value", "wrong-type", true),
        REQUIRED("Required value", "missing-field", true),
        UNSUPPORTED("Unsupported value", "unknown-value", true),
        TOO_LONG("Too long", "invalid-value", true),
        TOO_MANY("Too many", "invalid-value", true),
        DUPLICATE("Duplicate value", "duplicate-value", false),
        RULE("Invalid value", "broken-rule", false);

        /** How the message begins. */
        final String words;

        final String code;

        /** Whether no rule is asked about what contains the value: it could not stand what it would find. */
        final boolean blocks;

        Reason(String words, String code, boolean blocks) {
            this.words = words;
            this.code = code;
            this.blocks = blocks;
        }
    }

    static Fault invalid(Written value, String detail) {
        return new Fault(Reason.INVALID, shown(value) + ": " + detail, null);
    }

    /** A value of another type. */
    static Fault type(Written value, String expected) {
        String found = shown(typeOf(value));
        boolean old = value instanceof Written.Scalar scalar && scalar.value() instanceof Written.OldBoolean;
        String hint = old && expected.equals("string") ? "write it with quotes: YAML 1.1 takes it for a boolean" : null;
        return new Fault(Reason.TYPE, found + ": must be of type " + expected + ": " + found, hint);
    }

    /** A text that is not what its format says. */
    static Fault format(Written value, String expected) {
        return new Fault(Reason.TYPE, shown(value) + ": must be of type " + expected + ": " + shown(value), null);
    }

    static Fault required() {
        return new Fault(Reason.REQUIRED, "", null);
    }

    static Fault duplicate(String value) {
        return new Fault(Reason.DUPLICATE, value, null);
    }

    /** {@code path: reason: detail}. */
    String message(String path) {
        return path + ": " + reason.words + (detail.isEmpty() ? "" : ": " + detail);
    }

    /** The value of a scalar as JSON; empty for anything larger. */
    static String shown(Written value) {
        return value instanceof Written.Scalar scalar ? shown(scalar.value()) : "";
    }

    static String shown(@Nullable Object value) {
        return switch (value) {
            case String text -> quoted(text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "…" : text);
            case Double number
            when number == Math.rint(number) && Math.abs(number) < 1e15 -> Long.toString(number.longValue());
            case null, default -> String.valueOf(value);
        };
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> json.append(c);
            }
        }
        return json.append('"').toString();
    }

    static String typeOf(Written value) {
        return switch (value) {
            case Written.Items _ -> "array";
            case Written.Members _ -> "object";
            case Written.Scalar scalar -> typeOf(scalar.value());
        };
    }

    private static String typeOf(@Nullable Object scalar) {
        return switch (scalar) {
            case null -> "null";
            case Boolean _, Written.OldBoolean _ -> "boolean";
            case Long _ -> "integer";
            case Double _ -> "number";
            default -> "string";
        };
    }
}
