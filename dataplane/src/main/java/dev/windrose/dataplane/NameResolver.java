package dev.windrose.dataplane;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.model.ClusterSpec.EndpointSpec;
import dev.windrose.model.ClusterSpec.Endpoints;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the endpoints of clusters with names up to date, by the machine's own resolver (hosts file included). It does not tell how long an
 * answer holds, so names are asked again in intervals. A name that cannot be resolved keeps the addresses it had.
 */
final class NameResolver implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NameResolver.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    /** A new cluster's first answer is waited for so long; after that the cluster starts without endpoints. */
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(2);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("windrose-names").factory());
    private final Set<String> unknown = new HashSet<>();
    private volatile List<Cluster> clusters = List.of();

    NameResolver() {
        // The JDK keeps answers for 30 seconds otherwise, and failures for 10.
        Security.setProperty("networkaddress.cache.ttl", "4");
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
        clock.scheduleWithFixedDelay(
                () -> resolve(clusters), INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Resolves these clusters from now on, and waits a little for the first answer of those that have none yet. */
    void follow(Collection<Cluster> all) {
        List<Cluster> named = all.stream()
                .filter(cluster -> cluster.spec().endpoints() instanceof Endpoints.Named)
                .toList();
        clusters = named;
        List<Cluster> fresh =
                named.stream().filter(cluster -> cluster.endpoints().isEmpty()).toList();
        Thread first = Thread.ofVirtual().start(() -> resolve(fresh));
        try {
            first.join(FIRST_ANSWER);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    /** Each cluster on a thread of its own, so that a slow name delays no other. */
    private void resolve(List<Cluster> which) {
        List<Thread> threads = new ArrayList<>();
        for (Cluster cluster : which) {
            threads.add(Thread.ofVirtual().start(() -> resolve(cluster)));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void resolve(Cluster cluster) {
        if (!(cluster.spec().endpoints() instanceof Endpoints.Named named)) {
            return;
        }
        List<Cluster.Address> addresses = new ArrayList<>();
        for (EndpointSpec host : named.hosts()) {
            try {
                for (InetAddress address : InetAddress.getAllByName(host.host())) {
                    addresses.add(new Cluster.Address(host.host(), new InetSocketAddress(address, host.port())));
                }
                known(host.host());
            } catch (UnknownHostException _) {
                unknown(cluster, host.host());
            }
        }
        if (!addresses.isEmpty()) {
            // The first answer and the interval's may meet.
            synchronized (cluster) {
                cluster.update(addresses);
            }
        }
    }

    private synchronized void known(String host) {
        if (unknown.remove(host)) {
            log.info("name: {} can be resolved again", host);
        }
    }

    private synchronized void unknown(Cluster cluster, String host) {
        if (unknown.add(host)) {
            log.warn(
                    "name: {} cannot be resolved (cluster {} keeps the addresses it had)",
                    host,
                    cluster.spec().id());
        }
    }
}
