package dev.windrose.engine.cluster;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The addresses that clients meant, each one endpoint, so that their connections are pooled. Thread-safe. */
final class OriginalEndpoints {
    /** Clients choose the addresses, so that their number must end somewhere; beyond it those not in use are forgotten, and with them only idle connections. */
    private static final int MAX_KNOWN = 4096;

    private final Cluster cluster;
    private final ConcurrentHashMap<InetSocketAddress, Endpoint> known = new ConcurrentHashMap<>();

    /** Knows from the start what {@code before} knew. */
    OriginalEndpoints(Cluster cluster, @Nullable OriginalEndpoints before) {
        this.cluster = cluster;
        if (before != null) {
            before.known.forEach((meant, endpoint) -> known.put(
                    meant, new Endpoint(cluster, new Cluster.Address(endpoint.host(), meant), endpoint.site())));
        }
    }

    /** Null if the address is not known, or is a name that nobody has resolved. */
    @Nullable
    Endpoint of(@Nullable InetSocketAddress meant) {
        if (meant == null || meant.isUnresolved()) {
            return null;
        }
        Endpoint endpoint = known.get(meant);
        if (endpoint != null) {
            return endpoint;
        }
        if (known.size() >= MAX_KNOWN) {
            known.values().removeIf(unused -> unused.active() == 0);
        }
        return known.computeIfAbsent(meant, this::made);
    }

    private Endpoint made(InetSocketAddress address) {
        return new Endpoint(cluster, new Cluster.Address(address.getAddress().getHostAddress(), address), new Site());
    }

    Collection<Endpoint> all() {
        return Collections.unmodifiableCollection(known.values());
    }
}
