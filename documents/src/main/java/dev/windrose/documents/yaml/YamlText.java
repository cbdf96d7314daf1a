package dev.windrose.documents.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The documents of one YAML text. The text is cut at its {@code ---} lines before it is parsed (YAML 1.2 section 9.1.2 forbids such lines
 * inside any scalar), so that a syntax error costs one document and not the rest of the file.
 */
public final class YamlText {
    /** A file of ten thousand routes has about 4 MB; more is a mistake. In characters. */
    public static final int LARGEST = 32 * 1024 * 1024;

    private static final int MOST_ALIASES = 50;

    /** What aliases may add to a file, in nodes: keys, values, lists and maps. */
    private static final long MOST_ADDED = 100_000;

    private final String file;
    private final Problems problems;
    private final LoadSettings settings;
    private long added;

    public YamlText(String file, Problems problems) {
        this.file = file;
        this.settings = LoadSettings.builder()
                .setLabel(file)
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setCodePointLimit(LARGEST)
                .setAllowRecursiveKeys(false)
                .build();
        this.problems = problems;
    }

    /** The top mapping of each document that has one; everything else becomes a problem or, when empty, nothing. */
    public List<Fields> documents(String text) {
        if (text.length() > LARGEST) {
            problems.error(
                    new Position(file, 1, 1),
                    "too-large",
                    "size: " + text.length() + " characters (expected: at most " + LARGEST + ")");
            return List.of();
        }
        List<Fields> found = new ArrayList<>();
        String[] lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\n", -1);
        int from = 0;
        for (int i = 1; i <= lines.length; i++) {
            if (i == lines.length || isBoundary(lines[i])) {
                document(lines, from, i, found);
                from = i;
            }
        }
        return found;
    }

    private static boolean isBoundary(String line) {
        return line.startsWith("---") && (line.length() == 3 || Character.isWhitespace(line.charAt(3)));
    }

    private void document(String[] lines, int from, int to, List<Fields> found) {
        StringBuilder chunk = new StringBuilder();
        boolean empty = true;
        for (int i = from; i < to; i++) {
            chunk.append(lines[i]).append('\n');
            empty = empty && isEmpty(lines[i]);
        }
        if (empty) {
            return;
        }
        Node root = compose(chunk.toString(), from);
        if (root == null || root.getTag().equals(Tag.NULL)) {
            return;
        }
        Position at = position(root, from);
        if (root instanceof MappingNode mapping) {
            found.add(Fields.of(new Place(file, from, problems), "", at, mapping));
        } else {
            problems.error(
                    at,
                    "not-a-document",
                    "document: " + Place.shape(root) + " (expected: fields such as kind: HTTPRoute)");
        }
    }

    /** Comments and directives make no document of their own. */
    private static boolean isEmpty(String line) {
        return line.isBlank()
                || (isBoundary(line) && isNothing(line.substring(3).strip()))
                || line.startsWith("%")
                || line.strip().startsWith("#");
    }

    private static boolean isNothing(String afterMarker) {
        return afterMarker.isEmpty() || afterMarker.startsWith("#");
    }

    private @Nullable Node compose(String chunk, int lineOffset) {
        try {
            Node first = null;
            for (Node node : new Compose(settings).composeAllFromString(chunk)) {
                first = first == null ? node : first;
            }
            if (first != null) {
                added += Extent.added(first, MOST_ADDED - added);
            }
            return first;
        } catch (Extent.Refused e) {
            Position at = new Position(file, lineOffset + e.line() + 1, e.column() + 1);
            problems.error(at, "syntax", "YAML: " + e.words());
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark();
            Position at = new Position(
                    file,
                    lineOffset + mark.map(m -> m.getLine() + 1).orElse(1),
                    mark.map(m -> m.getColumn() + 1).orElse(1));
            problems.add(new Problem(
                    Problem.Severity.ERROR,
                    "syntax",
                    "YAML: " + YamlWords.of(e.getProblem()),
                    at,
                    tabHint(chunk, mark)));
        } catch (StackOverflowError _) {
            // The composer recurses, so nesting is bounded only by the stack; nothing sound is thousands of levels
            // deep.
            problems.error(new Position(file, lineOffset + 1, 1), "syntax", "YAML: nested too deeply");
        } catch (YamlEngineException e) {
            problems.error(new Position(file, lineOffset + 1, 1), "syntax", "YAML: " + YamlWords.of(e.getMessage()));
        }
        return null;
    }

    private static @Nullable String tabHint(String chunk, Optional<Mark> mark) {
        String[] lines = chunk.split("\n", -1);
        int line = mark.map(Mark::getLine).orElse(-1);
        boolean tab =
                line >= 0 && line < lines.length && lines[line].stripTrailing().indexOf('\t') >= 0;
        return tab ? "YAML is indented with spaces, not tabs" : null;
    }

    private Position position(Node node, int lineOffset) {
        return new Place(file, lineOffset, problems).at(node);
    }
}
