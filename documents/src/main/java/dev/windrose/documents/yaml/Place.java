package dev.windrose.documents.yaml;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Where the nodes of one document lie in their file, and where complaints about them go. */
record Place(String file, int lineOffset, Problems problems) {
    /** Longer values are cut in messages. */
    private static final int LONGEST_VALUE = 80;

    Position at(Node node) {
        Optional<Mark> mark = node.getStartMark();
        return new Position(
                file,
                lineOffset + mark.map(Mark::getLine).orElse(0) + 1,
                mark.map(Mark::getColumn).orElse(0) + 1);
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
