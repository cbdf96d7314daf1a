package dev.windrose.documents.yaml;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects problems in the order they are found, of each code so many for each file. Not thread-safe. */
public final class Problems {
    /** More of the same help nobody, and must not be what fills the memory. */
    public static final int MOST = 200;

    /** How the message begins that stands for all that were left out. */
    public static final String MORE = "… and more";

    private final Map<Sort, Integer> counts = new HashMap<>();
    private final List<Problem> all = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    /** Which errors a part contains. */
    private final BitSet inParts = new BitSet();

    private int contained;

    /** Problems of one sort; the first of every sort is always kept. */
    private record Sort(String file, String code, boolean error) {}

    public void add(Problem problem) {
        Position at = problem.position();
        int count = counts.merge(new Sort(at.file(), problem.code(), problem.isError()), 1, Integer::sum);
        if (count <= MOST) {
            all.add(problem);
        } else if (count == MOST + 1) {
            all.add(new Problem(problem.severity(), problem.code(), MORE + " of these in this file", at, null));
        }
        if (problem.isError()) {
            errors.add(problem.message());
        }
    }

    public void error(Position at, String code, String message) {
        add(Problem.error(at, code, message));
    }

    /** Marks the errors since the first {@code count} as contained: they spoil a part of their document, not the whole. */
    public void contain(int count) {
        int marked = inParts.get(count, errors.size()).cardinality();
        contained += errors.size() - count - marked;
        inParts.set(count, errors.size());
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

    /** The message of the first error after the first {@code count} that no part contains, or null when there is none. */
    public @Nullable String firstOpenErrorSince(int count) {
        int open = inParts.nextClearBit(count);
        return open < errors.size() ? errors.get(open) : null;
    }

    public List<Problem> toList() {
        return List.copyOf(all);
    }
}
