package dev.windrose.kubernetes;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done beside: asking again now and then which kinds there are, and writing what can wait. One thread, so one thing at a time. */
final class Chores implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Chores.class);
    /** What no watch tells is found out after this time. */
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    /** A kind is there a little after its CRD says so. In milliseconds. */
    private static final long[] SOON = {0, 300, 1000, 3000};

    private final Discover discover;
    private final AtomicReference<@Nullable Runnable> next = new AtomicReference<>();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("windrose-chores").factory());
    /** In milliseconds. */
    private static final long RETRY = 3000;

    private String complaint = "";
    private boolean retrying;

    /** Asks the server which kinds it has. */
    interface Discover {
        void run() throws IOException;
    }

    Chores(Discover discover) {
        this.discover = discover;
    }

    void start() {
        executor.scheduleWithFixedDelay(
                this::discover, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        discoverSoon();
    }

    void discoverSoon() {
        for (long wait : SOON) {
            submit(this::discover, wait);
        }
    }

    /** Only the last of those that wait is done. */
    void later(Runnable chore) {
        if (next.getAndSet(chore) == null) {
            submit(
                    () -> {
                        Runnable waiting = next.getAndSet(null);
                        if (waiting != null) {
                            attempt(waiting);
                        }
                    },
                    0);
        }
    }

    private void submit(Runnable chore, long wait) {
        try {
            executor.schedule(chore, wait, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            // Closed: nothing is done any more.
        }
    }

    private void discover() {
        try {
            discover.run();
            complaint = "";
        } catch (IOException | RuntimeException e) {
            String text = String.valueOf(e.getMessage());
            if (!text.equals(complaint)) {
                complaint = text;
                log.warn("API server: {} (trying again)", text);
            }
            retry();
        }
    }

    /** However many asked, one tries again. */
    private void retry() {
        if (!retrying) {
            retrying = true;
            submit(
                    () -> {
                        retrying = false;
                        discover();
                    },
                    RETRY);
        }
    }

    private static void attempt(Runnable chore) {
        try {
            chore.run();
        } catch (RuntimeException e) {
            log.warn("API server: {}", e.toString());
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
