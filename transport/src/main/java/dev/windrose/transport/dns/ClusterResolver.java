package dev.windrose.transport.dns;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.dns.DefaultDnsCache;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the endpoints of clusters with names up to date. It asks every second; a cache in front of the name servers answers until a
 * record's TTL (1 second to 5 minutes) has ended. Addresses of both families are paired into endpoints. A name that cannot be resolved keeps the
 * addresses it had, in clusters that are new too.
 */
public final class ClusterResolver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterResolver.class);
    private static final int ASK_SECONDS = 1;
    private static final int MIN_TTL_SECONDS = 1;
    private static final int FAILURE_SECONDS = 5;
    private static final int MAX_TTL_SECONDS = 300;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("windrose-dns", true), NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final DnsNameResolver resolver;
    private final IdentityHashMap<Cluster, List<Name>> watched = new IdentityHashMap<>();
    private volatile List<Failing> failing = List.of();

    /** Asks the name servers that the operating system is told to ask. */
    public ClusterResolver() {
        this(DnsServerAddressStreamProviders.platformDefault());
    }

    ClusterResolver(DnsServerAddressStreamProvider nameServers) {
        resolver = new DnsNameResolverBuilder(loop)
                .datagramChannelType(NioDatagramChannel.class)
                .socketChannelType(NioSocketChannel.class)
                .nameServerProvider(nameServers)
                .resolveCache(new DefaultDnsCache(MIN_TTL_SECONDS, MAX_TTL_SECONDS, FAILURE_SECONDS))
                .build();
        loop.scheduleAtFixedRate(this::askAll, ASK_SECONDS, ASK_SECONDS, TimeUnit.SECONDS);
    }

    /** A configured name and the addresses it had last. */
    private static final class Name {
        final String host;
        final int port;
        List<InetAddress> addresses = List.of();
        boolean failing;
        boolean asking;

        Name(ClusterSpec.EndpointSpec spec, @Nullable Name known) {
            host = spec.host();
            port = spec.port();
            if (known != null) {
                addresses = known.addresses;
                failing = known.failing;
            }
        }
    }

    /**
     * A name whose last question had no answer.
     *
     * @param addresses how many it had before, which are still used
     */
    public record Failing(ClusterId cluster, String host, int addresses) {}

    /**
     * Watches these clusters from now on and no others; those with fixed addresses are passed over. From any thread. The future ends when each
     * name without a known address was asked for once, with or without success; wait for it with a bound.
     */
    public CompletableFuture<Void> start(Collection<Cluster> clusters) {
        List<Cluster> copy = List.copyOf(clusters);
        CompletableFuture<Void> first = new CompletableFuture<>();
        loop.execute(() -> watch(copy, first));
        return first;
    }

    /** Watches nothing more; endpoints stay as they are. */
    public void stop() {
        loop.execute(() -> {
            watched.clear();
            tellFailing();
        });
    }

    @Override
    public void close() {
        loop.execute(resolver::close);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private void watch(List<Cluster> clusters, CompletableFuture<Void> first) {
        Map<String, Name> known = knownNames();
        Set<Cluster> present = Collections.newSetFromMap(new IdentityHashMap<>());
        present.addAll(clusters);
        watched.keySet().removeIf(cluster -> !present.contains(cluster));
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (Cluster cluster : clusters) {
            if (cluster.spec().endpoints() instanceof ClusterSpec.Endpoints.Named named
                    && !watched.containsKey(cluster)) {
                List<Name> names = new ArrayList<>();
                named.hosts().forEach(host -> names.add(new Name(host, known.get(key(host.host())))));
                watched.put(cluster, names);
                if (names.stream().anyMatch(name -> !name.addresses.isEmpty())) {
                    publish(cluster);
                }
                for (Name name : names) {
                    boolean stale = !name.addresses.isEmpty();
                    CompletableFuture<Void> answer = ask(cluster, name);
                    if (!stale) {
                        asked.add(answer);
                    }
                }
            }
        }
        tellFailing();
        CompletableFuture.allOf(asked.toArray(new CompletableFuture<?>[0]))
                .whenComplete((_, _) -> first.complete(null));
    }

    /** All names with their last addresses; where clusters know different things of one, what was answered last. */
    private Map<String, Name> knownNames() {
        Map<String, Name> known = new HashMap<>();
        watched.values()
                .forEach(names -> names.forEach(name -> known.merge(
                        key(name.host), name, (one, other) -> one.failing || one.addresses.isEmpty() ? other : one)));
        return known;
    }

    private static String key(String host) {
        return host.toLowerCase(Locale.ROOT);
    }

    private void askAll() {
        watched.forEach((cluster, names) -> {
            for (Name name : names) {
                if (!name.asking) {
                    ask(cluster, name);
                }
            }
        });
    }

    private CompletableFuture<Void> ask(Cluster cluster, Name name) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (isLocalhost(name.host)) {
            // RFC 6761 §6.3: never a question for a name server.
            answered(cluster, name, List.of(NetUtil.LOCALHOST4, NetUtil.LOCALHOST6));
            done.complete(null);
            return done;
        }
        name.asking = true;
        resolver.resolveAll(name.host).addListener((Future<List<InetAddress>> answer) -> {
            name.asking = false;
            if (answer.isSuccess()) {
                answered(cluster, name, answer.getNow());
            } else {
                failed(cluster, name, answer.cause());
            }
            done.complete(null);
        });
        return done;
    }

    private void answered(Cluster cluster, Name name, List<InetAddress> addresses) {
        if (name.failing) {
            name.failing = false;
            tellFailing();
            LOG.info("cluster {}: {} is resolved again", cluster.spec().id(), name.host);
        }
        List<InetAddress> ordered = sorted(addresses);
        if (!ordered.equals(name.addresses)) {
            name.addresses = ordered;
            publish(cluster);
        }
    }

    private void publish(Cluster cluster) {
        List<Name> names = watched.get(cluster);
        if (names == null) {
            return;
        }
        List<Cluster.Address> all = new ArrayList<>();
        for (Name name : names) {
            all.addAll(addresses(name));
        }
        cluster.update(all);
    }

    /** An address of each family makes one endpoint: the same host, by two ways. */
    private static List<Cluster.Address> addresses(Name name) {
        ArrayDeque<InetSocketAddress> six = new ArrayDeque<>();
        ArrayDeque<InetSocketAddress> four = new ArrayDeque<>();
        for (InetAddress address : name.addresses) {
            (address instanceof Inet4Address ? four : six).add(new InetSocketAddress(address, name.port));
        }
        List<Cluster.Address> addresses = new ArrayList<>();
        while (!six.isEmpty() || !four.isEmpty()) {
            // IPv6 first (RFC 8305 §4); not for localhost, where most servers have IPv4 and nothing can be congested.
            InetSocketAddress one = isLocalhost(name.host) ? four.poll() : six.poll();
            InetSocketAddress other = isLocalhost(name.host) ? six.poll() : four.poll();
            addresses.add(
                    one == null
                            ? new Cluster.Address(name.host, Objects.requireNonNull(other))
                            : new Cluster.Address(name.host, one, other));
        }
        return addresses;
    }

    private void failed(Cluster cluster, Name name, Throwable cause) {
        if (name.failing) {
            return;
        }
        name.failing = true;
        tellFailing();
        String meanwhile = name.addresses.isEmpty()
                ? "no address of it is known"
                : "its last addresses stay in use: " + text(name.addresses);
        LOG.warn(
                "cluster {}: cannot resolve {} ({}): {}",
                cluster.spec().id(),
                name.host,
                meanwhile,
                cause.getMessage());
    }

    private static String text(List<InetAddress> addresses) {
        return addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
    }

    private void tellFailing() {
        List<Failing> now = new ArrayList<>();
        watched.forEach((cluster, names) -> {
            for (Name name : names) {
                if (name.failing) {
                    now.add(new Failing(cluster.spec().id(), name.host, name.addresses.size()));
                }
            }
        });
        failing = List.copyOf(now);
    }

    /** Names that cannot be resolved at present. From any thread. */
    public List<Failing> failing() {
        return failing;
    }

    private static boolean isLocalhost(String host) {
        return host.equalsIgnoreCase("localhost");
    }

    /** In a stable order, so that a reshuffled answer changes nothing. */
    private static List<InetAddress> sorted(List<InetAddress> addresses) {
        List<InetAddress> sorted = new ArrayList<>(addresses);
        sorted.sort(Comparator.comparing(InetAddress::getHostAddress));
        return sorted;
    }
}
