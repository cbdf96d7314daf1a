package dev.windrose.documents.yaml;

import dev.windrose.documents.yaml.Node.Form;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.resolver.JsonScalarResolver;

/**
 * Reads the plain YAML that nearly all documents are written in, many times faster than a whole YAML parser, and gives up on everything else: what
 * it takes, the parser would take for the same. Plain are printable ASCII, block mappings and lists, flow mappings and lists in one line, and
 * scalars in one line, in quotes only without escapes.
 */
final class PlainYaml {
    private static final int DEEPEST = 40;
    private static final int LONGEST_KEY = 200;
    private static final JsonScalarResolver RESOLVER = new JsonScalarResolver();

    /** There is something that is not plain. It is no error, and its place does not matter. */
    private static final class NotPlain extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private NotPlain() {
            super(null, null, false, false);
        }
    }

    private final String text;
    private int line = -1;
    private int lineStart;
    /** Where the line's content ends, without spaces at its end. */
    private int lineEnd;

    private int nextLine;
    private int at;
    /** The column of the line's content; negative after the last line. */
    private int indent;

    private int depth;

    private PlainYaml(String text) {
        this.text = text;
    }

    /** The document of a text, or null if there is anything that is not plain, or nothing. */
    static @Nullable Node parse(String text) {
        try {
            return new PlainYaml(text).document();
        } catch (NotPlain _) {
            return null;
        }
    }

    private @Nullable Node document() {
        advance();
        if (indent == 0 && lineEnd - at == 3 && text.startsWith("---", at)) {
            advance();
        }
        if (indent < 0) {
            return null;
        }
        Node root = isEntry() ? list(indent) : mapping(indent);
        return indent < 0 ? root : give();
    }

    private static Node give() {
        throw new NotPlain();
    }

    /** Goes to the next line with content. */
    private void advance() {
        do {
            if (nextLine >= text.length()) {
                indent = -1;
                return;
            }
            line++;
            lineStart = nextLine;
            int end = text.indexOf('\n', lineStart);
            end = end < 0 ? text.length() : end;
            nextLine = end + 1;
            while (end > lineStart && text.charAt(end - 1) == ' ') {
                end--;
            }
            lineEnd = end;
            at = lineStart;
            skipSpaces();
        } while (at == lineEnd || isComment());
        indent = at - lineStart;
        for (int i = at; i < lineEnd; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                give();
            }
        }
        boolean marker = indent == 0 && line > 0 && (text.startsWith("---", at) || text.startsWith("...", at));
        if (marker || text.charAt(at) == '%') {
            give();
        }
    }

    /** Comments may be in any language, but have no signs that YAML forbids or takes for the end of a line. */
    private boolean isComment() {
        if (text.charAt(at) != '#') {
            return false;
        }
        for (int i = at; i < lineEnd; i++) {
            char c = text.charAt(i);
            boolean letter = c >= '\u00a0' && c < '\ud800' && c != '\u2028' && c != '\u2029';
            if (!letter && (c < ' ' || c > '~')) {
                give();
            }
        }
        return true;
    }

    private void skipSpaces() {
        while (at < lineEnd && text.charAt(at) == ' ') {
            at++;
        }
    }

    private int column() {
        return at - lineStart;
    }

    private boolean isEntry() {
        return text.charAt(at) == '-' && (at + 1 == lineEnd || text.charAt(at + 1) == ' ');
    }

    private Node mapping(int column) {
        enter();
        int top = line;
        List<Node> entries = new ArrayList<>(8);
        do {
            int end = keyEnd();
            if (end < 0) {
                give();
            }
            Node key = plain(end);
            at = end + 1;
            skipSpaces();
            entries.add(key);
            entries.add(at < lineEnd ? inLine(column) : below(column));
        } while (indent == column && !isEntry());
        leave(column);
        return new Node.Mapping(entries, top, column);
    }

    private Node list(int column) {
        enter();
        int top = line;
        List<Node> items = new ArrayList<>(2);
        do {
            at++;
            skipSpaces();
            items.add(at < lineEnd ? item(column) : belowDash(column));
        } while (indent == column && isEntry());
        leave(column);
        return new Node.Items(items, top, column);
    }

    private Node item(int column) {
        if (isEntry()) {
            return list(column());
        }
        return keyEnd() >= 0 ? mapping(column()) : inLine(column);
    }

    private void enter() {
        if (++depth > DEEPEST) {
            give();
        }
    }

    /** What is deeper than a block whose end was met belongs to nothing here. */
    private void leave(int column) {
        depth--;
        if (indent > column) {
            give();
        }
    }

    /** The value of a key that has nothing beside it. A list may stand as far left as its key. */
    private Node below(int column) {
        advance();
        if (indent > column) {
            return isEntry() ? list(indent) : mapping(indent);
        }
        return indent == column && isEntry() ? list(indent) : give();
    }

    private Node belowDash(int column) {
        advance();
        if (indent <= column) {
            return give();
        }
        return isEntry() ? list(indent) : mapping(indent);
    }

    /** A value that ends with its line. */
    private Node inLine(int column) {
        Node value = value(false);
        if (at != lineEnd) {
            give();
        }
        advance();
        // A deeper line would go on with the value.
        return indent > column ? give() : value;
    }

    /** Where the colon of a key is that begins here, or -1 if none does. */
    private int keyEnd() {
        int i = at;
        while (i < lineEnd && isKeyPart(text.charAt(i))) {
            i++;
        }
        boolean key = i > at
                && i - at < LONGEST_KEY
                && text.charAt(at) != '-'
                && i < lineEnd
                && text.charAt(i) == ':'
                && (i + 1 == lineEnd || text.charAt(i + 1) == ' ');
        return key ? i : -1;
    }

    private static boolean isKeyPart(char c) {
        return isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == '/';
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private Node value(boolean inFlow) {
        return switch (text.charAt(at)) {
            case '"', '\'' -> quoted(text.charAt(at));
            case '{' -> flowMapping();
            case '[' -> flowList();
            default -> plain(inFlow ? flowEnd() : blockEnd());
        };
    }

    private Node quoted(char quote) {
        int start = column();
        int end = text.indexOf(quote, at + 1);
        if (end < 0 || end >= lineEnd || (end + 1 < lineEnd && text.charAt(end + 1) == quote)) {
            return give();
        }
        String value = Vocabulary.word(text, at + 1, end);
        if (quote == '"' && value.indexOf('\\') >= 0) {
            return give();
        }
        at = end + 1;
        return new Node.Scalar(value, Form.TEXT, false, line, start);
    }

    private int blockEnd() {
        for (int i = at; i < lineEnd; i++) {
            char c = text.charAt(i);
            boolean colon = c == ':' && (i + 1 == lineEnd || text.charAt(i + 1) == ' ');
            if (colon || (c == '#' && text.charAt(i - 1) == ' ')) {
                give();
            }
        }
        return lineEnd;
    }

    private int flowEnd() {
        for (int i = at; i < lineEnd; i++) {
            switch (text.charAt(i)) {
                case ',', ']', '}' -> {
                    int end = i;
                    while (end > at && text.charAt(end - 1) == ' ') {
                        end--;
                    }
                    return end;
                }
                case ':', '[', '{', '#', '"', '\'' -> give();
                default -> {}
            }
        }
        give();
        return lineEnd;
    }

    private Node plain(int end) {
        char first = text.charAt(at);
        if (end == at || !(isLetterOrDigit(first) || "/_.^($".indexOf(first) >= 0)) {
            return give();
        }
        int start = column();
        String value = Vocabulary.word(text, at, end);
        at = end;
        // Only words that begin so can be anything else than text.
        boolean other = "tfn.$0123456789".indexOf(first) >= 0;
        Form form = other ? Composer.form(RESOLVER.resolve(value, true)) : Form.TEXT;
        return new Node.Scalar(value, form, true, line, start);
    }

    private Node flowMapping() {
        enter();
        int start = column();
        List<Node> entries = new ArrayList<>(6);
        at++;
        skipSpaces();
        while (!isAt('}')) {
            int end = keyEnd();
            if (end < 0 || end + 1 == lineEnd) {
                give();
            }
            Node key = plain(end);
            at = end + 1;
            skipSpaces();
            entries.add(key);
            entries.add(inFlow());
            separator('}');
        }
        at++;
        depth--;
        return new Node.Mapping(entries, line, start);
    }

    private Node flowList() {
        enter();
        int start = column();
        List<Node> items = new ArrayList<>(2);
        at++;
        skipSpaces();
        while (!isAt(']')) {
            items.add(inFlow());
            separator(']');
        }
        at++;
        depth--;
        return new Node.Items(items, line, start);
    }

    private Node inFlow() {
        return at < lineEnd ? value(true) : give();
    }

    /** After a comma something must follow. */
    private void separator(char end) {
        skipSpaces();
        if (isAt(',')) {
            at++;
            skipSpaces();
            if (isAt(end)) {
                give();
            }
        } else if (!isAt(end)) {
            give();
        }
    }

    private boolean isAt(char c) {
        if (at >= lineEnd) {
            give();
        }
        return text.charAt(at) == c;
    }
}
