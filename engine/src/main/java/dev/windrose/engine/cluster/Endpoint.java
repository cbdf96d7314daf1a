package dev.windrose.engine.cluster;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One address of a cluster. Identity matters: pools belong to the object. Counters may be used from any thread. */
public final class Endpoint {
    private final Cluster cluster;
    private final String host;
    private final InetSocketAddress address;
    private final @Nullable InetSocketAddress alternative;
    private final String text;
    private final AtomicInteger active = new AtomicInteger();

    /** {@code host} is the configured name, used for TLS; {@code address} is resolved. */
    public Endpoint(Cluster cluster, String host, InetSocketAddress address) {
        this(cluster, host, address, null);
    }

    /** {@code alternative} is the same host's address of the other family. */
    public Endpoint(Cluster cluster, String host, InetSocketAddress address, @Nullable InetSocketAddress alternative) {
        this.cluster = cluster;
        this.host = host;
        this.address = address;
        this.alternative = alternative;
        this.text = address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    public Cluster cluster() {
        return cluster;
    }

    public String host() {
        return host;
    }

    public InetSocketAddress address() {
        return address;
    }

    /** Where it can be reached if not at {@link #address}; null if nowhere else. */
    public @Nullable InetSocketAddress alternative() {
        return alternative;
    }

    boolean isAt(Cluster.Address other) {
        return address.equals(other.address()) && Objects.equals(alternative, other.alternative());
    }

    /** Requests under way. */
    public int active() {
        return active.get();
    }

    public void started() {
        active.incrementAndGet();
    }

    public void ended() {
        active.decrementAndGet();
    }

    @Override
    public String toString() {
        return text;
    }
}
