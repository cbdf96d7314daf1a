package dev.windrose.documents.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** All of YAML, by a parser: for what {@link PlainYaml} gives up on. */
final class Composer {
    private static final int MOST_ALIASES = 50;

    /** What aliases added to the document. */
    private long added;

    /** The parser moves all it holds each time it reads on, so that long words would cost their length squared: it reads all at once. */
    private static LoadSettings settings(String file, int length) {
        return LoadSettings.builder()
                .setLabel(file)
                .setBufferSize(Math.max(1, length + 1))
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setCodePointLimit(YamlText.LARGEST)
                .setAllowRecursiveKeys(false)
                .build();
    }

    /**
     * What a text says. Of several documents the first counts, the others must be sound. Throws what the parser throws, {@link Extent.Refused}, and
     * StackOverflowError, since the parser recurses.
     *
     * @param most how many nodes aliases may add
     */
    @Nullable
    Node parse(String file, String chunk, long most) {
        org.snakeyaml.engine.v2.nodes.Node first = null;
        for (org.snakeyaml.engine.v2.nodes.Node node :
                new Compose(settings(file, chunk.length())).composeAllFromString(chunk)) {
            first = first == null ? node : first;
        }
        if (first == null) {
            return null;
        }
        added = Extent.added(first, most);
        return node(first);
    }

    /** How many nodes the aliases of the last text have added. */
    long added() {
        return added;
    }

    /** What an alias names stands at each of its places. */
    private static Node node(org.snakeyaml.engine.v2.nodes.Node from) {
        Optional<Mark> mark = from.getStartMark();
        int line = mark.map(Mark::getLine).orElse(0);
        int column = mark.map(Mark::getColumn).orElse(0);
        return switch (from) {
            case MappingNode mapping -> {
                List<Node> entries = new ArrayList<>(2 * mapping.getValue().size());
                for (NodeTuple entry : mapping.getValue()) {
                    entries.add(node(entry.getKeyNode()));
                    entries.add(node(entry.getValueNode()));
                }
                yield new Node.Mapping(entries, line, column);
            }
            case SequenceNode list ->
                new Node.Items(list.getValue().stream().map(Composer::node).toList(), line, column);
            case ScalarNode scalar ->
                new Node.Scalar(scalar.getValue(), form(scalar.getTag()), scalar.isPlain(), line, column);
            default -> new Node.Scalar("", Node.Form.OTHER, false, line, column);
        };
    }

    static Node.Form form(Tag tag) {
        if (tag.equals(Tag.STR)) {
            return Node.Form.TEXT;
        }
        if (tag.equals(Tag.INT)) {
            return Node.Form.WHOLE;
        }
        if (tag.equals(Tag.BOOL)) {
            return Node.Form.FLAG;
        }
        if (tag.equals(Tag.FLOAT)) {
            return Node.Form.FRACTION;
        }
        return tag.equals(Tag.NULL) ? Node.Form.NOTHING : Node.Form.OTHER;
    }
}
