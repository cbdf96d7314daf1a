package dev.windrose.model;

/** Names a route table, unique in a model. */
public record RouteTableId(String value) {
    public RouteTableId {
        Check.that(!value.isEmpty(), "RouteTableId", "\"\"", "a name");
    }

    @Override
    public String toString() {
        return value;
    }
}
