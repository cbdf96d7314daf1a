package dev.windrose.translate;

import dev.windrose.documents.kind.Route;
import org.jspecify.annotations.Nullable;

/**
 * A route that claims a port of a Service, as clients in one namespace see it.
 *
 * @param clients the namespace of the clients that it is for; empty for a producer's, which is for all
 * @param lost why it does not hold for them; null if it does
 */
public record MeshClaim(
        Route route, String clients, @Nullable String lost) {}
