package dev.windrose.engine.route;

import org.jspecify.annotations.Nullable;

/** Counts the steps of a look-up, to show that they do not grow with the number of routes. Null counts nothing. */
final class Visits {
    private int count;

    static void step(@Nullable Visits visits) {
        if (visits != null) {
            visits.count++;
        }
    }

    int count() {
        return count;
    }
}
