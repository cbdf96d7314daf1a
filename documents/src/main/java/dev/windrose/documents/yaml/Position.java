package dev.windrose.documents.yaml;

/** A place in a file; line and column count from 1. Prints as {@code file:line:column}, and as {@code file} when it is all of it (line 0). */
public record Position(String file, int line, int column) implements Comparable<Position> {
    /** A file or folder as a whole. */
    public static Position whole(String file) {
        return new Position(file, 0, 0);
    }

    @Override
    public int compareTo(Position other) {
        int byFile = file.compareTo(other.file);
        if (byFile != 0) {
            return byFile;
        }
        int byLine = Integer.compare(line, other.line);
        return byLine != 0 ? byLine : Integer.compare(column, other.column);
    }

    @Override
    public String toString() {
        return Printable.of(file) + (line == 0 ? "" : ":" + line + ":" + column);
    }
}
