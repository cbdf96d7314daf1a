package dev.windrose.documents.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The documents of one YAML text. The text is cut at its {@code ---} lines before it is parsed (YAML 1.2 section 9.1.2 forbids such lines
 * inside any scalar), so that a syntax error costs one document and not the rest of the file.
 */
public final class YamlText {
    /** A file of ten thousand routes has about 4 MB; more is a mistake. In characters. */
    public static final int LARGEST = 32 * 1024 * 1024;

    /** Ten thousand routes with a backend each are less than half of it. */
    public static final int MOST_DOCUMENTS = 50_000;

    /** Signs that make a list, a field or an item, in one document. */
    public static final int MOST_SIGNS = 500_000;

    /** What aliases may add to a file, in nodes: keys, values, lists and maps. */
    public static final long MOST_ADDED = 100_000;

    private final String file;
    private final Problems problems;
    private long added;

    public YamlText(String file, Problems problems) {
        this.file = file;
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
        if (isTooMany(text)) {
            problems.error(
                    Position.whole(file),
                    "too-large",
                    "documents: more than " + MOST_DOCUMENTS + " (expected: at most so many in one file)");
            return List.of();
        }
        List<Fields> found = new ArrayList<>();
        int start = text.startsWith("\uFEFF") ? 1 : 0;
        int line = 0;
        int startLine = 0;
        for (int next = nextLine(text, start); next >= 0; next = nextLine(text, next)) {
            line++;
            if (isBoundary(text, next)) {
                document(text.substring(start, next), startLine, found);
                start = next;
                startLine = line;
            }
        }
        // One line more: where the end is, the parser's complaints about it are the same for every document.
        document(text.substring(start) + "\n", startLine, found);
        return found;
    }

    /**
     * The document of a part of the text, which begins where a document may begin and reaches to the next such place or the end.
     *
     * @param from how many lines of the text come before it
     */
    public List<Fields> part(String part, int from) {
        List<Fields> found = new ArrayList<>(1);
        document(part, from, found);
        return found;
    }

    /** How many nodes aliases have added so far. */
    public long added() {
        return added;
    }

    /** Whether there are more than may be. A line of {@code ---} before another is no document. */
    private static boolean isTooMany(String text) {
        int documents = 0;
        int next = 0;
        for (int at = 0; next >= 0 && documents <= MOST_DOCUMENTS; at = next) {
            next = nextLine(text, at);
            documents += isBoundary(text, at) && (next < 0 || !isBoundary(text, next)) ? 1 : 0;
        }
        return documents > MOST_DOCUMENTS;
    }

    /** Whether there are more signs that make a list, a field or an item than any sound document has: each costs many times its place in the text. */
    private static boolean isTooDense(String chunk) {
        if (chunk.length() <= MOST_SIGNS) {
            return false;
        }
        int signs = 0;
        for (int i = 0; i < chunk.length(); i++) {
            char c = chunk.charAt(i);
            signs += c == '[' || c == '{' || c == ',' || c == ':' || c == '-' || c == '?' || c == '\n' ? 1 : 0;
        }
        return signs > MOST_SIGNS;
    }

    /** Where the line after this place begins, or -1. */
    private static int nextLine(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? -1 : end + 1;
    }

    private static boolean isBoundary(String text, int at) {
        return text.startsWith("---", at) && (at + 3 == text.length() || Character.isWhitespace(text.charAt(at + 3)));
    }

    private void document(String chunk, int from, List<Fields> found) {
        if (isTooDense(chunk)) {
            problems.error(
                    new Position(file, from + 1, 1),
                    "too-large",
                    "document: more than " + MOST_SIGNS + " lists, fields and items (expected: at most so many)");
            return;
        }
        Node root = PlainYaml.parse(chunk);
        if (root == null && chunk.lines().allMatch(YamlText::isEmpty)) {
            return;
        }
        root = root == null ? compose(chunk, from) : root;
        if (root == null || (root instanceof Node.Scalar scalar && scalar.form() == Node.Form.NOTHING)) {
            return;
        }
        Position at = position(root, from);
        if (root instanceof Node.Mapping mapping) {
            found.add(Fields.of(new Place(file, from, problems), at, mapping));
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
                || (isBoundary(line, 0) && isNothing(line.substring(3).strip()))
                || line.startsWith("%")
                || line.strip().startsWith("#");
    }

    private static boolean isNothing(String afterMarker) {
        return afterMarker.isEmpty() || afterMarker.startsWith("#");
    }

    private @Nullable Node compose(String chunk, int lineOffset) {
        try {
            Composer composer = new Composer();
            Node first = composer.parse(file, chunk, MOST_ADDED - added);
            added += composer.added();
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
