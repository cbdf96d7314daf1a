package dev.windrose.documents.yaml;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Where the nodes of one document lie in their file, and where complaints about them go. */
record Place(String file, int lineOffset, Problems problems, Origin origin) {
    /** Longer values are cut in messages. */
    private static final int LONGEST_VALUE = 80;

    Place(String file, int lineOffset, Problems problems) {
        this(file, lineOffset, problems, Origin.TEXT);
    }

    /** The place of a node whose path is known, which tells more than nothing where there are no lines. */
    Position at(Node node, String path) {
        return node.getStartMark().isPresent() ? at(node) : new Position(file, 0, 0, path);
    }

    Position at(Node node) {
        Optional<Mark> mark = node.getStartMark();
        if (mark.isEmpty()) {
            return Position.whole(file);
        }
        return new Position(
                file, lineOffset + mark.get().getLine() + 1, mark.get().getColumn() + 1);
    }

    /** A node in words for messages: its value when it has one. */
    static String shape(Node node) {
        return switch (node) {
            case ScalarNode scalar -> quoted(scalar.getValue());
            case SequenceNode _ -> "a list";
            case MappingNode _ -> "fields";
            default -> "a value";
        };
    }

    static String quoted(String value) {
        return Printable.of(value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "…" : value);
    }
}
