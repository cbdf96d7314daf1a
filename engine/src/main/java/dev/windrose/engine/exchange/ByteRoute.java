package dev.windrose.engine.exchange;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.route.Target;
import dev.windrose.engine.snapshot.RunningListener;
import dev.windrose.filter.Peer;
import org.jspecify.annotations.Nullable;

/** Where a connection of plain bytes goes, decided once when it begins. */
public sealed interface ByteRoute {
    /** To an endpoint. */
    record To(Endpoint endpoint) implements ByteRoute {}

    /** Nowhere: the connection is to be ended. */
    record Refused(Failure why) implements ByteRoute {}

    /** Draws among the listener's destinations; {@code running} is null if the listener is gone. */
    static ByteRoute find(@Nullable RunningListener running, Peer peer) {
        if (running == null || running.bytes() == null) {
            return refused(Kind.NO_LISTENER, "the listener is no longer configured");
        }
        Target target = running.bytes().pick();
        Cluster cluster = target.cluster();
        if (cluster == null) {
            return refused(Kind.UNRESOLVED, target.failWhy());
        }
        if (target.filters().length > 0) {
            // Such as one that denies: what cannot be applied to bytes must not be passed over.
            return refused(Kind.UNRESOLVED, "filters of requests on a destination of bytes");
        }
        Endpoint endpoint = cluster.pick(peer);
        return endpoint != null
                ? new To(endpoint)
                : refused(Kind.NO_ENDPOINT, "cluster " + cluster.spec().id() + " has no endpoint");
    }

    private static ByteRoute refused(Kind kind, String detail) {
        return new Refused(Failure.proxy(kind, detail));
    }
}
