package dev.windrose.model;

/** Names a cluster: all that is reached under one backend reference, such as {@code production/user-service:8080}. */
public record ClusterId(String value) {
    public ClusterId {
        Check.that(!value.isEmpty(), "ClusterId", "\"\"", "a name");
    }

    @Override
    public String toString() {
        return value;
    }
}
