package dev.windrose.documents.yaml;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects problems in the order they are found. Not thread-safe. */
public final class Problems {
    private final List<Problem> all = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    private int contained;

    public void add(Problem problem) {
        all.add(problem);
        if (problem.isError()) {
            errors.add(problem.message());
        }
    }

    public void error(Position at, String code, String message) {
        add(Problem.error(at, code, message));
    }

    /** Marks the errors since the first {@code count} as contained: they spoil a part of their document, not the whole. */
    public void contain(int count) {
        contained += errors.size() - count;
    }

    /** Errors that no part contains: they spoil their document. */
    public int openErrors() {
        return errors.size() - contained;
    }

    /** Errors so far; a reader compares before and after to learn whether a part was sound. */
    public int errors() {
        return errors.size();
    }

    /** The message of the first error after the first {@code count}, or null when there is none. */
    public @Nullable String firstErrorSince(int count) {
        return errors.size() > count ? errors.get(count) : null;
    }

    public List<Problem> toList() {
        return List.copyOf(all);
    }
}
