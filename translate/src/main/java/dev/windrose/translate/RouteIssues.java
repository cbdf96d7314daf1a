package dev.windrose.translate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with one route, gathered over its rules: the first of each kind goes to the status. */
final class RouteIssues {
    /** Of nearly all routes. */
    private static final List<Condition> SOUND = List.of(Condition.yes("Accepted"), Condition.yes("ResolvedRefs"));

    private @Nullable Unresolved rejected;
    private @Nullable Unresolved unresolved;
    private int rejectedRules;
    private boolean inRule;

    void startRule() {
        inRule = false;
    }

    /** The current rule does not work as written. */
    void reject(String reason, String message) {
        if (!inRule) {
            inRule = true;
            rejectedRules++;
        }
        if (rejected == null) {
            rejected = new Unresolved(reason, message);
        }
    }

    /** A reference of the route leads nowhere. */
    void unresolved(@Nullable Unresolved problem) {
        if (unresolved == null) {
            unresolved = problem;
        }
    }

    /** Conditions of a parent that takes the route. {@code rules} is how many rules the route has. */
    List<Condition> conditions(int rules) {
        if (rejected == null && unresolved == null) {
            return SOUND;
        }
        List<Condition> conditions = new ArrayList<>();
        boolean all = rejected != null && rejectedRules >= rules;
        conditions.add(
                all && rejected != null
                        ? Condition.no("Accepted", rejected.reason(), rejected.message())
                        : Condition.yes("Accepted"));
        conditions.add(resolved());
        if (rejected != null && !all) {
            conditions.add(Condition.yes("PartiallyInvalid", rejected.reason(), "Dropped Rule: " + rejected.message()));
        }
        return conditions;
    }

    Condition resolved() {
        return unresolved == null
                ? Condition.yes("ResolvedRefs")
                : Condition.no("ResolvedRefs", unresolved.reason(), unresolved.message());
    }

    /** Whether no rule works as written. */
    boolean rejectsAll(int rules) {
        return rejected != null && rejectedRules >= rules;
    }
}
