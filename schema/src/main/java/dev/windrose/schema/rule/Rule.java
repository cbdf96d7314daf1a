package dev.windrose.schema.rule;

/**
 * A validation of a schema ({@code x-kubernetes-validations}).
 *
 * @param text the expression, in which {@code self} is the value that the schema is for
 * @param message what the API server says when it does not hold
 */
public record Rule(String text, String message) {
    /** Whether it compares with what was before, which a file does not know: the API server asks it only when an object changes. */
    public boolean isOfChange() {
        return text.contains("oldSelf");
    }
}
