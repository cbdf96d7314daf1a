package dev.windrose.engine.cluster;

import dev.windrose.engine.session.SessionRule;
import dev.windrose.engine.session.SessionToken;
import dev.windrose.filter.Peer;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ClusterSpec.EndpointSpec;
import dev.windrose.model.ClusterSpec.Endpoints;
import dev.windrose.model.TrafficSpec.RetryBudget;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A running cluster: how its endpoints are spoken to, which never changes, and its endpoints of this moment. Kept across snapshots while
 * nothing but endpoints changes; another one that takes its place takes over the {@link Site}s that connections lead to.
 */
public final class Cluster {
    private static final Endpoint[] NONE = {};

    private final @Nullable Cluster carrier;
    private final @Nullable OriginalEndpoints original;
    private final @Nullable RetryAllowance retries;
    private final @Nullable SessionRule sessions;
    private final long number;
    private volatile ClusterSpec spec;
    private volatile Endpoint[] endpoints;
    /** Only for sessions. */
    private volatile Endpoint[] draining;

    public Cluster(ClusterSpec spec) {
        this(spec, null, null);
    }

    /**
     * {@code carrier} is what tunnels to the endpoints lead through; null where connections are direct. {@code before} had this one's name: what of
     * it is still true is taken over, so that a name that is resolved anew has its last addresses until the answer comes, and retries are not
     * allowed anew.
     */
    public Cluster(ClusterSpec spec, @Nullable Cluster carrier, @Nullable Cluster before) {
        this.spec = spec;
        this.carrier = carrier;
        this.retries = retries(spec.traffic().budget(), before == null ? null : before.retries);
        this.sessions = SessionRule.of(spec.traffic().session(), "cluster " + spec.id());
        this.number = SessionRule.hash(spec.id().value());
        Cluster alike = before != null && isAlike(before) ? before : null;
        this.original = spec.endpoints() instanceof Endpoints.Original
                ? new OriginalEndpoints(this, alike == null ? null : alike.original)
                : null;
        Endpoint[] known = before == null ? NONE : before.reachable();
        List<Address> addresses = spec.endpoints() instanceof Endpoints.Named named
                ? lastOf(named.hosts(), known)
                : fixed(spec.endpoints());
        Endpoint[] shared = alike == null ? NONE : known;
        this.endpoints = made(addresses, shared);
        this.draining = made(draining(spec.endpoints()), shared);
    }

    private static @Nullable RetryAllowance retries(@Nullable RetryBudget budget, @Nullable RetryAllowance before) {
        if (budget == null) {
            return null;
        }
        return before != null && before.spec().equals(budget) ? before : new RetryAllowance(budget);
    }

    private static List<Address> fixed(Endpoints endpoints) {
        return switch (endpoints) {
            case Endpoints.Fixed fixed -> addresses(fixed.endpoints());
            case Endpoints.Inside inside -> addresses(inside.destinations());
            case Endpoints.Named _, Endpoints.Original() -> List.of();
        };
    }

    private static List<Address> draining(Endpoints endpoints) {
        return endpoints instanceof Endpoints.Fixed fixed ? addresses(fixed.draining()) : List.of();
    }

    private static List<Address> addresses(List<EndpointSpec> endpoints) {
        List<Address> addresses = new ArrayList<>(endpoints.size());
        for (EndpointSpec endpoint : endpoints) {
            addresses.add(new Address(endpoint.host(), new InetSocketAddress(endpoint.host(), endpoint.port())));
        }
        return addresses;
    }

    /** What was known of names before. A port may be another one: names lead to hosts. */
    private static List<Address> lastOf(List<EndpointSpec> hosts, Endpoint[] known) {
        List<Address> addresses = new ArrayList<>();
        for (EndpointSpec spec : hosts) {
            for (Endpoint endpoint : known) {
                Address address = endpoint.host().equalsIgnoreCase(spec.host()) ? at(endpoint, spec) : null;
                if (address != null && !addresses.contains(address)) {
                    addresses.add(address);
                }
            }
        }
        return addresses;
    }

    private static Address at(Endpoint known, EndpointSpec spec) {
        InetSocketAddress other = known.alternative();
        return new Address(
                spec.host(),
                new InetSocketAddress(known.address().getAddress(), spec.port()),
                other == null ? null : new InetSocketAddress(other.getAddress(), spec.port()));
    }

    /** Whether connections of another cluster serve this one as well as its own. */
    private boolean isAlike(Cluster other) {
        return spec.protocol() == other.spec.protocol()
                && Objects.equals(spec.tls(), other.spec.tls())
                && (carrier == null
                        ? other.carrier == null
                        : other.carrier != null
                                && carrier.spec.id().equals(other.carrier.spec.id())
                                && carrier.isAlike(other.carrier));
    }

    /** As the last configuration that was taken over has it. */
    public ClusterSpec spec() {
        return spec;
    }

    /** What tunnels to the endpoints lead through; null where connections are direct. */
    public @Nullable Cluster carrier() {
        return carrier;
    }

    /** How clients are bound to one endpoint, unless their route says otherwise; null for not at all. */
    public @Nullable SessionRule sessions() {
        return sessions;
    }

    /** What stands for this cluster in sessions' tokens. */
    public long number() {
        return number;
    }

    /** The endpoint that a session is bound to, one that ends soon too; null if it is not of this cluster, or gone. From any thread. */
    public @Nullable Endpoint endpointOf(SessionToken token) {
        if (token.cluster() != number) {
            return null;
        }
        Endpoint found = find(endpoints, token);
        return found == null ? find(draining, token) : found;
    }

    private static @Nullable Endpoint find(Endpoint[] among, SessionToken token) {
        for (Endpoint endpoint : among) {
            if (endpoint.toString().equals(token.endpoint())) {
                return endpoint;
            }
        }
        return null;
    }

    /** What bounds retries here; null if nothing does. */
    public @Nullable RetryAllowance retries() {
        return retries;
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

    /** Whether this cluster can go on with another specification, because that differs in nothing but addresses. */
    public boolean canTake(ClusterSpec next) {
        if (spec.equals(next)) {
            return true;
        }
        boolean addressesOnly = switch (spec.endpoints()) {
            case Endpoints.Fixed _ -> next.endpoints() instanceof Endpoints.Fixed;
            case Endpoints.Inside inside ->
                next.endpoints() instanceof Endpoints.Inside other
                        && other.carrier().equals(inside.carrier());
            case Endpoints.Named _, Endpoints.Original() -> false;
        };
        return addressesOnly
                && next.equals(new ClusterSpec(
                        spec.id(),
                        next.endpoints(),
                        spec.protocol(),
                        spec.tls(),
                        spec.connectTimeout(),
                        spec.traffic()));
    }

    /**
     * Goes on with a specification that it {@linkplain #canTake can take}: the fast path of endpoints that come and go, for which no route is
     * looked at. From one thread at a time.
     */
    public void take(ClusterSpec next) {
        if (spec.equals(next)) {
            return;
        }
        if (!canTake(next)) {
            throw new IllegalArgumentException("cluster " + spec.id() + ": " + next
                    + " (expected: what differs from the present one in addresses only)");
        }
        spec = next;
        update(fixed(next.endpoints()), draining(next.endpoints()));
    }

    /** Replaces the endpoints, keeping those whose address stays. From one thread at a time. */
    public void update(List<Address> addresses) {
        update(addresses, List.of());
    }

    private void update(List<Address> addresses, List<Address> ending) {
        Endpoint[] before = reachable();
        endpoints = made(addresses, before);
        draining = made(ending, before);
        leave(List.of(before), List.of(reachable()));
    }

    private Endpoint[] reachable() {
        Endpoint[] now = endpoints;
        Endpoint[] ending = draining;
        if (ending.length == 0) {
            return now;
        }
        Endpoint[] all = Arrays.copyOf(now, now.length + ending.length);
        System.arraycopy(ending, 0, all, now.length, ending.length);
        return all;
    }

    /** Tells the sites that are reached by nothing in {@code next}, which is in this one's place from now on, that they are left. */
    public void replacedBy(@Nullable Cluster next) {
        leave(everything(), next == null ? List.of() : next.everything());
    }

    private static void leave(List<Endpoint> before, List<Endpoint> after) {
        Set<Site> present = Collections.newSetFromMap(new IdentityHashMap<>());
        after.forEach(endpoint -> present.add(endpoint.site()));
        for (Endpoint endpoint : before) {
            if (!present.contains(endpoint.site())) {
                endpoint.site().leave();
            }
        }
    }

    private List<Endpoint> everything() {
        return original == null ? List.of(reachable()) : List.copyOf(original.all());
    }

    /** Endpoints of this cluster at addresses; those that {@code known} has share its sites, and are the same if they are this cluster's. */
    private Endpoint[] made(List<Address> addresses, Endpoint[] known) {
        Map<Address, Endpoint> byAddress = new HashMap<>();
        for (Endpoint endpoint : known) {
            byAddress.putIfAbsent(new Address(endpoint.host(), endpoint.address(), endpoint.alternative()), endpoint);
        }
        Endpoint[] made = new Endpoint[addresses.size()];
        for (int i = 0; i < made.length; i++) {
            Address address = addresses.get(i);
            Endpoint there = byAddress.get(address);
            boolean own = there != null && there.cluster() == this;
            made[i] = own ? there : new Endpoint(this, address, there == null ? new Site() : there.site());
        }
        return made;
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

    /** As {@link #pick(Peer)}, but one that is not among {@code avoided} if there is another. From any thread. */
    public @Nullable Endpoint pickOther(Peer peer, List<Endpoint> avoided) {
        if (original != null) {
            return pick(peer);
        }
        List<Endpoint> others = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            if (!avoided.contains(endpoint)) {
                others.add(endpoint);
            }
        }
        return others.isEmpty() ? pick() : pick(others.toArray(new Endpoint[0]));
    }

    /** The less busy of two drawn at random (power of two choices), or null if there is none. From any thread. */
    public @Nullable Endpoint pick() {
        return pick(endpoints);
    }

    private static @Nullable Endpoint pick(Endpoint[] candidates) {
        return switch (candidates.length) {
            case 0 -> null;
            case 1 -> candidates[0];
            default -> lessBusyOfTwo(candidates);
        };
    }

    /** An endpoint that was not tried yet, drawn at random; null if all were. From any thread. */
    public @Nullable Endpoint pickUntried(List<Endpoint> tried) {
        Endpoint[] candidates = endpoints;
        int from = candidates.length == 0 ? 0 : ThreadLocalRandom.current().nextInt(candidates.length);
        for (int i = 0; i < candidates.length; i++) {
            Endpoint each = candidates[(from + i) % candidates.length];
            if (!tried.contains(each)) {
                return each;
            }
        }
        return null;
    }

    private static Endpoint lessBusyOfTwo(Endpoint[] candidates) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int first = random.nextInt(candidates.length);
        int second = random.nextInt(candidates.length - 1);
        Endpoint one = candidates[first];
        Endpoint other = candidates[second >= first ? second + 1 : second];
        return other.active() < one.active() ? other : one;
    }
}
