package dev.windrose.documents.yaml;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * How large a document is once its aliases are followed. Each node is looked at once, so that the answer costs what was written, not what
 * it stands for.
 */
final class Extent {
    /** Deeper than any sound document; what reads documents recurses. */
    private static final int DEEPEST = 200;

    private final IdentityHashMap<Node, Size> sizes = new IdentityHashMap<>();
    private final long most;

    /** {@code nodes} is negative while the inside of a node is looked at. */
    private record Size(long nodes, int height) {
        static final Size UNDER_WAY = new Size(-1, 0);
    }

    /** A document that must not be read further. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Node node;

        private Refused(String message, Node node) {
            super(message, null, false, false);
            this.node = node;
        }

        int line() {
            return node.getStartMark().map(Mark::getLine).orElse(0);
        }

        int column() {
            return node.getStartMark().map(Mark::getColumn).orElse(0);
        }

        String words() {
            return String.valueOf(getMessage());
        }
    }

    private Extent(long most) {
        this.most = most;
    }

    /**
     * The nodes that aliases add to those that are written. Throws {@link Refused} if there are more than {@code most}, if a node contains
     * itself, and if nodes lie too deep.
     */
    static long added(Node root, long most) {
        Extent extent = new Extent(most);
        return extent.size(root, 1).nodes() - extent.sizes.size();
    }

    private Size size(Node node, int depth) {
        Size known = sizes.get(node);
        if (known != null && known.nodes() < 0) {
            throw new Refused("an alias stands inside what it names", node);
        }
        int below = known == null ? 0 : known.height();
        if (depth + below > DEEPEST) {
            throw new Refused("nested too deeply (expected: at most " + DEEPEST + " levels)", node);
        }
        if (known != null) {
            return known;
        }
        sizes.put(node, Size.UNDER_WAY);
        long nodes = 1;
        int height = 0;
        for (Node child : children(node)) {
            Size size = size(child, depth + 1);
            nodes += size.nodes();
            height = Math.max(height, size.height() + 1);
            if (nodes - sizes.size() > most) {
                throw new Refused("aliases make it too large (expected: at most " + most + " nodes more)", node);
            }
        }
        Size size = new Size(nodes, height);
        sizes.put(node, size);
        return size;
    }

    private static List<Node> children(Node node) {
        return switch (node) {
            case SequenceNode list -> list.getValue();
            case MappingNode map -> both(map.getValue());
            default -> List.of();
        };
    }

    private static List<Node> both(List<NodeTuple> entries) {
        List<Node> nodes = new ArrayList<>(2 * entries.size());
        for (NodeTuple entry : entries) {
            nodes.add(entry.getKeyNode());
            nodes.add(entry.getValueNode());
        }
        return nodes;
    }
}
