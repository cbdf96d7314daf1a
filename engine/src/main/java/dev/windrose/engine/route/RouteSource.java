package dev.windrose.engine.route;

import dev.windrose.model.RouteSpec;

/** Gives a table under construction its running routes, and hears what had to be left out. */
public interface RouteSource {
    /** The running route of a rule under a listener of that name. */
    Route route(String listener, RouteSpec spec);

    /** A match of a rule cannot be compiled and is left out. */
    void unusable(RouteSpec spec, String why);

    /** How much was found wrong so far: what was compiled while it grew is compiled again next time, so that it is told again. */
    int mistakes();

    /** Whether a running route of an earlier table still leads to what its specification means today. */
    boolean isCurrent(Route route);
}
