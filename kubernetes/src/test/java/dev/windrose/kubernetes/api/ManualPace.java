package dev.windrose.kubernetes.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes when a test says so. */
public final class ManualPace implements Pace {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Duration> asked = new ArrayList<>();
    private long now = Duration.ofDays(1).toNanos();
    private int pausing;

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized void pause(Duration time) throws InterruptedException {
        long end = now + time.toNanos();
        asked.add(time);
        pausing++;
        notifyAll();
        try {
            while (now - end < 0) {
                wait();
            }
        } finally {
            pausing--;
        }
    }

    public synchronized void advance(Duration time) {
        now += time.toNanos();
        notifyAll();
    }

    /** Waits for one more pause to begin, and returns how long it is to be. */
    public synchronized Duration awaitPause() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (asked.isEmpty()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("no pause within " + PATIENCE);
            }
            wait(left);
        }
        return asked.removeFirst();
    }

    /** Waits for one more pause to begin, and ends it. */
    public Duration skipPause() throws InterruptedException {
        Duration pause = awaitPause();
        advance(pause);
        return pause;
    }

    public synchronized int pausing() {
        return pausing;
    }
}
