package dev.windrose.engine.cluster;

import dev.windrose.filter.Peer;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ClusterSpec.EndpointSpec;
import dev.windrose.model.ClusterSpec.Endpoints;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A running cluster: its specification and its endpoints of this moment. Kept across snapshots while the specification stays the same, and with
 * it every endpoint's pooled connections.
 */
public final class Cluster {
    private final ClusterSpec spec;
    private final @Nullable Cluster carrier;
    private final @Nullable OriginalEndpoints original;
    private volatile Endpoint[] endpoints = {};

    public Cluster(ClusterSpec spec) {
        this(spec, null);
    }

    /** {@code carrier} is what tunnels to the endpoints lead through; null where connections are direct. */
    public Cluster(ClusterSpec spec, @Nullable Cluster carrier) {
        this.spec = spec;
        this.carrier = carrier;
        this.original = spec.endpoints() instanceof Endpoints.Original ? new OriginalEndpoints(this) : null;
        switch (spec.endpoints()) {
            case Endpoints.Fixed fixed -> update(addresses(fixed.endpoints()));
            case Endpoints.Inside inside -> update(addresses(inside.destinations()));
            case Endpoints.Named named -> {}
            case Endpoints.Original() -> {}
        }
    }

    private static List<Address> addresses(List<EndpointSpec> endpoints) {
        List<Address> addresses = new ArrayList<>();
        for (EndpointSpec endpoint : endpoints) {
            addresses.add(new Address(endpoint.host(), new InetSocketAddress(endpoint.host(), endpoint.port())));
        }
        return addresses;
    }

    public ClusterSpec spec() {
        return spec;
    }

    /** What tunnels to the endpoints lead through; null where connections are direct. */
    public @Nullable Cluster carrier() {
        return carrier;
    }

    /**
     * A configured host and one of its addresses.
     *
     * @param alternative an address of the other family that leads to the same; null without
     */
    public record Address(
            String host,
            InetSocketAddress address,
            @Nullable InetSocketAddress alternative) {
        public Address(String host, InetSocketAddress address) {
            this(host, address, null);
        }
    }

    /** Replaces the endpoints, keeping those whose address stays. From one thread at a time. */
    public void update(List<Address> addresses) {
        Endpoint[] before = endpoints;
        Endpoint[] after = new Endpoint[addresses.size()];
        for (int i = 0; i < after.length; i++) {
            Address address = addresses.get(i);
            Endpoint known = find(before, address);
            after[i] = known != null
                    ? known
                    : new Endpoint(this, address.host(), address.address(), address.alternative());
        }
        endpoints = after;
    }

    /** The endpoints of this moment. */
    public List<Endpoint> endpoints() {
        return List.of(endpoints);
    }

    /** An endpoint for a client: where it meant to go if that is what the cluster is, else as {@link #pick()}. From any thread. */
    public @Nullable Endpoint pick(Peer peer) {
        return original == null ? pick() : original.of(peer.originalDestination());
    }

    /** An endpoint at an IP address, else as {@link #pick()}. From any thread. */
    public @Nullable Endpoint pickAt(InetAddress address) {
        for (Endpoint endpoint : endpoints) {
            if (endpoint.address().getAddress().equals(address)) {
                return endpoint;
            }
        }
        return pick();
    }

    /** The less busy of two drawn at random (power of two choices), or null if there is none. From any thread. */
    public @Nullable Endpoint pick() {
        Endpoint[] candidates = endpoints;
        return switch (candidates.length) {
            case 0 -> null;
            case 1 -> candidates[0];
            default -> lessBusyOfTwo(candidates);
        };
    }

    private static Endpoint lessBusyOfTwo(Endpoint[] candidates) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int first = random.nextInt(candidates.length);
        int second = random.nextInt(candidates.length - 1);
        Endpoint one = candidates[first];
        Endpoint other = candidates[second >= first ? second + 1 : second];
        return other.active() < one.active() ? other : one;
    }

    private static @Nullable Endpoint find(Endpoint[] among, Address address) {
        for (Endpoint endpoint : among) {
            if (endpoint.isAt(address)) {
                return endpoint;
            }
        }
        return null;
    }
}
