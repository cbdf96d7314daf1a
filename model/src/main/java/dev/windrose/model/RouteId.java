package dev.windrose.model;

/** Names a route rule for people and metrics, such as {@code production/user-service-route/0}. */
public record RouteId(String value) {
    public RouteId {
        Check.that(!value.isEmpty(), "RouteId", "\"\"", "a name");
    }

    @Override
    public String toString() {
        return value;
    }
}
