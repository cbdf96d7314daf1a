package dev.windrose.dataplane;

import java.lang.management.ManagementFactory;

/** Measures what the calling thread allocates. */
public final class Allocation {
    private Allocation() {}

    /** The fewest bytes of several rounds of the action, after warm-up: what the JVM itself allocates now and then falls out. */
    public static long fewestBytes(Runnable action) {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 20_000; i++) {
            action.run();
        }
        long fewest = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++) {
                action.run();
            }
            fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return fewest;
    }
}
