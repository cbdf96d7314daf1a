package dev.windrose.documents.yaml;

/** Where a document comes from, which decides what is said of it. */
public enum Origin {
    /** A text that a person wrote: it has lines, and a field that nobody knows is a mistake. */
    TEXT,
    /** An object of an API server, which has no lines. */
    OBJECT,
    /** An object whose schema is another project's and grows with it: fields that nobody knows here are no mistake. */
    FOREIGN_OBJECT
}
