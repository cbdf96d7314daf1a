package dev.windrose.dataplane.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Time that stands still until it is moved. */
final class ManualTimers implements Timers {
    private final List<Entry> entries = new ArrayList<>();
    private long now;

    private record Entry(long at, Runnable action) {}

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized Pending after(Duration delay, Runnable action) {
        Entry entry = new Entry(now + delay.toNanos(), action);
        entries.add(entry);
        return () -> cancel(entry);
    }

    private synchronized void cancel(Entry entry) {
        entries.remove(entry);
    }

    /** Moves time and runs what falls due, in order. */
    void advance(Duration by) {
        long until = nanoTime() + by.toNanos();
        for (Optional<Entry> due = next(until); due.isPresent(); due = next(until)) {
            due.get().action().run();
        }
        synchronized (this) {
            now = until;
        }
    }

    private synchronized Optional<Entry> next(long until) {
        Optional<Entry> first =
                entries.stream().filter(entry -> entry.at() <= until).min(Comparator.comparingLong(Entry::at));
        first.ifPresent(entry -> {
            entries.remove(entry);
            now = Math.max(now, entry.at());
        });
        return first;
    }
}
