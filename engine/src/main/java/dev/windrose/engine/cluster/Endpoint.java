package dev.windrose.engine.cluster;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One address of a cluster. May be used from any thread. */
public final class Endpoint {
    private final Cluster cluster;
    private final String host;
    private final InetSocketAddress address;
    private final @Nullable InetSocketAddress alternative;
    private final Site site;
    private final String text;

    /**
     * {@code host} is the configured name, used for TLS; {@code address} is resolved; {@code alternative} is the same host's address of the
     * other family; {@code site} is that of an endpoint whose connections serve this one too.
     */
    Endpoint(Cluster cluster, Cluster.Address place, Site site) {
        this.cluster = cluster;
        this.host = place.host();
        this.address = place.address();
        this.alternative = place.alternative();
        this.site = site;
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

    /** What pools of connections go by. */
    public Site site() {
        return site;
    }

    /** Requests under way. */
    public int active() {
        return site.active();
    }

    public void started() {
        site.started();
    }

    public void ended() {
        site.ended();
    }

    @Override
    public String toString() {
        return text;
    }
}
