package dev.windrose.kubernetes;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What is to be done after a while, one thing at a time. Thread-safe. */
interface Agenda extends AutoCloseable {
    /** Once closed, nothing is done any more. */
    void after(Duration wait, Runnable chore);

    @Override
    void close();

    /** Of one virtual thread. */
    static Agenda start(String name) {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name(name).factory());
        return new Agenda() {
            @Override
            public void after(Duration wait, Runnable chore) {
                try {
                    executor.schedule(chore, wait.toMillis(), TimeUnit.MILLISECONDS);
                } catch (RejectedExecutionException _) {
                    // Closed.
                }
            }

            @Override
            public void close() {
                executor.shutdownNow();
            }
        };
    }
}
