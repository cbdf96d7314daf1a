package dev.windrose.engine.snapshot;

import dev.windrose.engine.snapshot.CompileResult.Problem;
import dev.windrose.filter.Decision;
import dev.windrose.filter.Filter;
import dev.windrose.filter.LocalReply;
import dev.windrose.model.FilterSpec;
import java.util.List;

/** Turns filter specifications into running chains. A chain with a filter that cannot be made denies, since skipping a filter may open a door. */
final class FilterCompiler {
    private static final Filter[] NONE = {};
    private static final Decision BROKEN = new Decision.Respond(
            LocalReply.of(500, "unresolved_filter", "A filter of this route could not be set up."));
    private static final Filter[] DENY = {exchange -> BROKEN};

    private final FilterRegistry registry;
    private final List<Problem> problems;

    FilterCompiler(FilterRegistry registry, List<Problem> problems) {
        this.registry = registry;
        this.problems = problems;
    }

    /** Filters in their order, or the one that denies. */
    Filter[] compile(List<FilterSpec> specs, String origin) {
        if (specs.isEmpty()) {
            return NONE;
        }
        Filter[] chain = new Filter[specs.size()];
        for (int i = 0; i < chain.length; i++) {
            try {
                chain[i] = registry.create(specs.get(i));
            } catch (RuntimeException e) {
                problems.add(new Problem(origin, specs.get(i).name() + ": " + e.getMessage()));
                return DENY;
            }
        }
        return chain;
    }
}
