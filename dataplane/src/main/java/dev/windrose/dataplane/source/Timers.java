package dev.windrose.dataplane.source;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Time as the source sees it, so that a test can move it by hand. */
public interface Timers {
    /** Monotonic time in nanoseconds. */
    long nanoTime();

    /** Runs an action once after a delay. */
    Pending after(Duration delay, Runnable action);

    /** An action that has not run yet. */
    interface Pending {
        void cancel();
    }

    /** The machine's time; actions run on the executor, and never once it was shut down. */
    static Timers of(ScheduledExecutorService executor) {
        return new Timers() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public Pending after(Duration delay, Runnable action) {
                try {
                    ScheduledFuture<?> future = executor.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
                    return () -> future.cancel(false);
                } catch (RejectedExecutionException _) {
                    return () -> {};
                }
            }
        };
    }
}
