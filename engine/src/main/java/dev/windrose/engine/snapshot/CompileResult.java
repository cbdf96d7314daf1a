package dev.windrose.engine.snapshot;

import java.util.List;

/** What came of a model: always a snapshot that can run, and what in it does not work as configured. */
public record CompileResult(Snapshot snapshot, List<Problem> problems) {
    public CompileResult {
        problems = List.copyOf(problems);
    }

    /** {@code origin} is the rule's as in the model, or empty. */
    public record Problem(String origin, String what) {}
}
