package dev.windrose.http.h1;

/** Bounds of a message's head. Bytes count names, values and separators as they came. */
public record Limits(int startLineBytes, int headerBytes, int headerCount, int trailerBytes) {
    public static final Limits DEFAULT = new Limits(8 * 1024, 32 * 1024, 100, 8 * 1024);
}
