package dev.windrose.kubernetes;

import dev.windrose.kubernetes.api.Api;
import dev.windrose.kubernetes.watch.Scope;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which of several processes writes: the one that holds the Lease. All of them carry traffic. */
final class Leadership implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Leadership.class);
    private static final String LEASE = "windrose-controller";
    /** What most controllers use: a holder that is gone is replaced after 15 s. */
    private static final Duration LEASE_TIME = Duration.ofSeconds(15);

    private static final Duration RENEW_WITHIN = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Api api;
    private final String namespace;
    private final String lease;
    private final Consumer<Boolean> onChange;
    private final String identity;
    private final Thread thread;
    private volatile boolean closed;
    private volatile CompletableFuture<?> term = CompletableFuture.completedFuture(null);

    private Leadership(Api api, Scope scope, String host, Consumer<Boolean> onChange) {
        this.api = api;
        this.namespace = api.namespace();
        this.lease = scope.digest().isEmpty() ? LEASE : LEASE + "-" + scope.digest();
        this.onChange = onChange;
        this.identity = host + "_" + UUID.randomUUID();
        this.thread = Thread.ofVirtual().name("windrose-lease").unstarted(this::run);
    }

    /**
     * Takes part in the election from now on: among those that look at the same, since nobody else writes what they see.
     *
     * @param onChange told whether this process leads, each time that changes
     */
    static Leadership start(Api api, Scope scope, String host, Consumer<Boolean> onChange) {
        Leadership leadership = new Leadership(api, scope, host, onChange);
        log.info("lease {}/{}: stands for election", leadership.namespace, leadership.lease);
        leadership.thread.start();
        return leadership;
    }

    /** A term ends when the lease could not be renewed in time; then this process stands for election again. */
    private void run() {
        try {
            while (!closed) {
                term = api.client()
                        .leaderElector()
                        .withConfig(election())
                        .build()
                        .start();
                try {
                    term.get();
                } catch (CancellationException _) {
                    // Closed; or given up by the client, and then it is tried again.
                } catch (ExecutionException e) {
                    log.warn("lease {}: {}", lease, String.valueOf(e.getCause()));
                }
                Thread.sleep(RETRY);
            }
        } catch (InterruptedException _) {
            term.cancel(true);
        }
    }

    private LeaderElectionConfig election() {
        return new LeaderElectionConfigBuilder()
                .withName(lease)
                .withLeaseDuration(LEASE_TIME)
                .withRenewDeadline(RENEW_WITHIN)
                .withRetryPeriod(RETRY)
                .withReleaseOnCancel(true)
                .withLock(new LeaseLock(namespace, lease, identity))
                .withLeaderCallbacks(new LeaderCallbacks(() -> lead(true), () -> lead(false), leader -> {
                    if (!leader.equals(identity)) {
                        log.info("lease {}/{}: held by {}", namespace, lease, leader);
                    }
                }))
                .build();
    }

    private void lead(boolean leads) {
        log.info("lease {}/{}: {}", namespace, lease, leads ? "this process writes statuses" : "given up");
        onChange.accept(leads);
    }

    @Override
    public void close() {
        closed = true;
        // Gives the lease up, by a request that this thread waits for: before the client is closed, and so that the
        // next one need not wait.
        term.cancel(true);
        thread.interrupt();
    }
}
