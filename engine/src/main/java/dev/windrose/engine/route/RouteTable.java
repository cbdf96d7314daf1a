package dev.windrose.engine.route;

import dev.windrose.http.RequestHead;
import org.jspecify.annotations.Nullable;

/** Finds the route of a request. Immutable; used by all loops. */
public interface RouteTable {
    /** The route by the Gateway API's precedence, or null. Does not allocate for exact hosts and paths. */
    @Nullable
    Route find(RequestHead request);

    /**
     * Whether a request came by a TLS connection that was opened for another listener of the same socket than the one its authority belongs to.
     *
     * @param serverName SNI in lower case, or null without
     */
    boolean isMisdirected(@Nullable String serverName, String authority);
}
