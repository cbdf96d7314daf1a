package dev.windrose.documents.yaml;

/** Where the nodes of one document lie in their file, and where complaints about them go. */
record Place(String file, int lineOffset, Problems problems, Origin origin) {
    /** Longer values are cut in messages. */
    private static final int LONGEST_VALUE = 80;

    Place(String file, int lineOffset, Problems problems) {
        this(file, lineOffset, problems, Origin.TEXT);
    }

    /** The place of a node whose path is known, which tells more than nothing where there are no lines. */
    Position at(Node node, String path) {
        return node.line() >= 0 ? at(node) : new Position(file, 0, 0, path);
    }

    Position at(Node node) {
        return node.line() < 0
                ? Position.whole(file)
                : new Position(file, lineOffset + node.line() + 1, node.column() + 1);
    }

    /** A node in words for messages: its value when it has one. */
    static String shape(Node node) {
        return switch (node) {
            case Node.Scalar scalar -> quoted(scalar.value());
            case Node.Items _ -> "a list";
            case Node.Mapping _ -> "fields";
        };
    }

    static String quoted(String value) {
        return Printable.of(value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "…" : value);
    }
}
