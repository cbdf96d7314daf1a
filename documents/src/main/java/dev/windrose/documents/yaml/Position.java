package dev.windrose.documents.yaml;

/**
 * A place in what was written: of a file its line and column, which count from 1 and are 0 for all of it; of an object, which has no lines, the
 * path of a field.
 *
 * @param file the file's name, or the kind and name of the object
 * @param path such as {@code spec.rules[0]}; empty in files, and for an object as a whole
 */
public record Position(String file, int line, int column, String path) implements Comparable<Position> {
    public Position(String file, int line, int column) {
        this(file, line, column, "");
    }

    /** A file, folder or object as a whole. */
    public static Position whole(String file) {
        return new Position(file, 0, 0);
    }

    /** Whether it is a place in a file, not in an object of an API server. */
    public boolean isInFile() {
        return line > 0;
    }

    /** For messages that name the field themselves. */
    Position withoutPath() {
        return path.isEmpty() ? this : new Position(file, line, column);
    }

    @Override
    public int compareTo(Position other) {
        int byFile = file.compareTo(other.file);
        if (byFile != 0) {
            return byFile;
        }
        int byLine = Integer.compare(line, other.line);
        if (byLine != 0) {
            return byLine;
        }
        int byColumn = Integer.compare(column, other.column);
        return byColumn != 0 ? byColumn : path.compareTo(other.path);
    }

    /** {@code file:line:column}, {@code file}, or {@code object: path}. */
    @Override
    public String toString() {
        String inside = path.isEmpty() ? "" : ": " + path;
        return Printable.of(line == 0 ? file + inside : file) + (line == 0 ? "" : ":" + line + ":" + column);
    }
}
