package dev.windrose.dataplane.source;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Makes one action of a burst of changes that something tells of, as {@link FileSource} does for files. Has no thread before the first. */
public final class Changes implements AutoCloseable {
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("windrose-config").factory());
    private final Debounce debounce;

    public Changes(FileSource.Timing timing, Runnable action) {
        this.debounce = new Debounce(Timers.of(writer), timing.quiet(), timing.most(), action);
    }

    /** Something changed. From any thread. */
    public void poke() {
        debounce.poke();
    }

    @Override
    public void close() {
        writer.shutdownNow();
    }
}
