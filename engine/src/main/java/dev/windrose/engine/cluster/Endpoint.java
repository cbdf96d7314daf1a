package dev.windrose.engine.cluster;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** One address of a cluster. Identity matters: pools belong to the object. Counters may be used from any thread. */
public final class Endpoint {
    private final Cluster cluster;
    private final String host;
    private final InetSocketAddress address;
    private final String text;
    private final AtomicInteger active = new AtomicInteger();

    /** {@code host} is the configured name, used for TLS; {@code address} is resolved. */
    public Endpoint(Cluster cluster, String host, InetSocketAddress address) {
        this.cluster = cluster;
        this.host = host;
        this.address = address;
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
