package dev.windrose.engine.route;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.session.SessionRule;
import dev.windrose.engine.session.SessionToken;
import org.jspecify.annotations.Nullable;

/**
 * A route's sessions.
 *
 * @param targets all that lead to clusters, those of weight 0 too: who is bound to one goes on there
 */
public record RouteSession(SessionRule rule, Target[] targets) {
    /** The target that a session is bound to; null if it is not there any more. Follow with {@link #endpoint}. */
    public @Nullable Target target(SessionToken token) {
        for (Target target : targets) {
            if (endpoint(target, token) != null) {
                return target;
            }
        }
        return null;
    }

    /** The endpoint of a target that a session is bound to, or null. */
    public static @Nullable Endpoint endpoint(Target target, SessionToken token) {
        Cluster cluster = target.cluster();
        return cluster == null ? null : cluster.endpointOf(token);
    }
}
