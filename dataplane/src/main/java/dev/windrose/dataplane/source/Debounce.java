package dev.windrose.dataplane.source;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Turns a burst of changes into one action: it runs when nothing has changed for {@code quiet}, and at the latest {@code most} after the first
 * change, because a folder that never rests must not keep an old configuration for ever.
 */
final class Debounce {
    private final Timers timers;
    private final long quietNanos;
    private final long mostNanos;
    private final Runnable action;
    private Timers.@Nullable Pending pending;
    private long firstChange;

    Debounce(Timers timers, Duration quiet, Duration most, Runnable action) {
        this.timers = timers;
        this.quietNanos = quiet.toNanos();
        this.mostNanos = most.toNanos();
        this.action = action;
    }

    /** Something changed. From any thread. */
    synchronized void poke() {
        long now = timers.nanoTime();
        if (pending == null) {
            firstChange = now;
        } else {
            pending.cancel();
        }
        long delay = Math.min(quietNanos, Math.max(0, firstChange + mostNanos - now));
        pending = timers.after(Duration.ofNanos(delay), this::fire);
    }

    private void fire() {
        synchronized (this) {
            pending = null;
        }
        action.run();
    }
}
