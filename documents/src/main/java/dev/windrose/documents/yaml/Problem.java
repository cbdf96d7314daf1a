package dev.windrose.documents.yaml;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong with what was written.
 *
 * @param code stable and for machines, such as {@code unknown-field}
 * @param message for people, one line, never with secret values
 * @param hint what was probably meant, or null
 */
public record Problem(
        Severity severity,
        String code,
        String message,
        Position position,
        @Nullable String hint) {
    /** Keys have no limit of their own. */
    private static final int LONGEST_MESSAGE = 1000;

    public Problem {
        message = Printable.of(
                message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message);
        hint = hint == null ? null : Printable.of(hint);
    }

    /** How much a problem matters. */
    public enum Severity {
        /** Part of the document does not take effect. */
        ERROR,
        /** It works, but perhaps not as meant. */
        WARNING;

        @Override
        public String toString() {
            return this == ERROR ? "error" : "warning";
        }
    }

    public static Problem error(Position at, String code, String message) {
        return new Problem(Severity.ERROR, code, message, at, null);
    }

    public static Problem warning(Position at, String code, String message) {
        return new Problem(Severity.WARNING, code, message, at, null);
    }

    public Problem withHint(@Nullable String newHint) {
        return new Problem(severity, code, message, position, newHint);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    @Override
    public String toString() {
        return position + ": " + severity + ": " + message + (hint == null ? "" : " (" + hint + ")");
    }
}
