package dev.windrose.engine.cluster;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often something happened lately. Any thread may count, and none waits for another. The number is near the truth, not exact: the window ends
 * up to a tenth early, and what is counted at the moment a tenth begins anew may be lost.
 */
final class SlidingCount {
    private static final int PARTS = 10;

    private final Part[] parts = new Part[PARTS];
    private final long partNanos;

    /** Of one tenth of the window. */
    private static final class Part {
        /** Which tenth since the clock's zero the count is of. */
        private final AtomicLong number = new AtomicLong(Long.MIN_VALUE);

        private final LongAdder count = new LongAdder();
    }

    SlidingCount(long windowNanos) {
        this.partNanos = Math.max(1, windowNanos / PARTS);
        for (int i = 0; i < PARTS; i++) {
            parts[i] = new Part();
        }
    }

    /** {@code now} is of a monotonic clock, in nanoseconds, the same for all calls. */
    void add(long now) {
        long current = Math.floorDiv(now, partNanos);
        Part part = parts[Math.floorMod(current, PARTS)];
        long seen = part.number.get();
        if (seen != current && part.number.compareAndSet(seen, current)) {
            part.count.reset();
        }
        part.count.increment();
    }

    /** What was added within the window before {@code now}. */
    long sum(long now) {
        long current = Math.floorDiv(now, partNanos);
        long sum = 0;
        for (Part part : parts) {
            long number = part.number.get();
            if (number <= current && number > current - PARTS) {
                sum += part.count.sum();
            }
        }
        return sum;
    }
}
