package dev.windrose.engine.route;

import dev.windrose.http.RequestHead;
import org.jspecify.annotations.Nullable;

/** Finds the route of a request. Immutable; used by all loops. */
public interface RouteTable {
    /** The route by the Gateway API's precedence, or null. Does not allocate for exact hosts and paths. */
    @Nullable
    Route find(RequestHead request);
}
