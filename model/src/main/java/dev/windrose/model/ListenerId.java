package dev.windrose.model;

/** Names a socket of the data plane, unique in a model, such as {@code 0.0.0.0:8080}. */
public record ListenerId(String value) {
    public ListenerId {
        Check.that(!value.isEmpty(), "ListenerId", "\"\"", "a name");
    }

    @Override
    public String toString() {
        return value;
    }
}
