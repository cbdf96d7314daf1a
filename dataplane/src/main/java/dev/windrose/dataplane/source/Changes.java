package dev.windrose.dataplane.source;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Makes one action of a burst of changes that something tells of, as {@link FileSource} does for files. Has no thread before the first. */
public final class Changes implements AutoCloseable {
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("windrose-config").factory());
    private final Timers timers = Timers.of(writer);
    private final Debounce debounce;

    public Changes(FileSource.Timing timing, Runnable action) {
        this.debounce = new Debounce(timers, timing.quiet(), timing.most(), action);
    }

    /** Something changed. From any thread. */
    public void poke() {
        debounce.poke();
    }

    /** Runs another action once, later. From any thread. */
    public void after(Duration delay, Runnable action) {
        timers.after(delay, action);
    }

    @Override
    public void close() {
        writer.shutdownNow();
    }
}
