package dev.windrose.transport;

import dev.windrose.transport.loop.Loops;
import dev.windrose.transport.loop.NettyLoop;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * How much too much there is to do, told by heap, direct memory and how late the loops are. Looked at four times a second; a value counts when it
 * has held for a while, since a heap is full before each collection and any loop is late once.
 */
final class Overload {
    /** What is done about it; each level does what those before it do. */
    enum Level {
        NONE(0),
        /** Connections end with their next response. */
        SHED(1),
        /** New connections are closed. */
        REFUSE(2),
        /** New requests get 503. */
        REJECT(3);

        /** As metrics have it. */
        final int number;

        Level(int number) {
            this.number = number;
        }
    }

    static final long SAMPLE_MILLIS = 250;
    /** Shares of the heap or of direct memory, for SHED, REFUSE and REJECT. */
    private static final double[] MEMORY = {0.90, 0.95, 0.98};

    private static final List<MemoryPoolMXBean> HEAP = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
            .toList();

    private static final long[] LAG_NANOS = {
        TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(2), TimeUnit.SECONDS.toNanos(4)
    };

    /** One second. */
    private final double[] memory = new double[4];
    /** Three seconds: loops tell their lag once a second. */
    private final long[] lags = new long[12];

    private int samples;
    private volatile Level level = Level.NONE;

    /** Samples on one of the loops from now on. */
    void watch(Loops loops) {
        watch(loops, () -> Memory.now().share());
    }

    /** As above; {@code memory} tells the share of it that is in use. */
    void watch(Loops loops, DoubleSupplier memory) {
        // With a pause between samples, so that one stall is one sample, not all that were missed.
        loops.group()
                .next()
                .scheduleWithFixedDelay(
                        () -> sample(memory.getAsDouble(), worstLag(loops)),
                        SAMPLE_MILLIS,
                        SAMPLE_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    /** {@code share} of memory in use, 0 to 1; {@code lagNanos} of the latest loop. */
    void sample(double share, long lagNanos) {
        memory[samples % memory.length] = share;
        lags[samples % lags.length] = lagNanos;
        samples++;
        double leastShare = Arrays.stream(memory).min().orElse(0);
        long leastLag = Arrays.stream(lags).min().orElse(0);
        int reached = 0;
        for (int i = 0; i < MEMORY.length; i++) {
            if (leastShare >= MEMORY[i] || leastLag >= LAG_NANOS[i]) {
                reached = i + 1;
            }
        }
        level = Level.values()[reached];
    }

    Level level() {
        return level;
    }

    boolean isAtLeast(Level other) {
        return level.compareTo(other) >= 0;
    }

    /**
     * What is in use of the memory, in bytes.
     *
     * @param left of the heap, by the last full collection
     * @param heap in use, garbage included
     */
    record Memory(long left, long heap, long largestHeap, long direct, long largestDirect) {
        static Memory now() {
            Runtime runtime = Runtime.getRuntime();
            long left = 0;
            for (MemoryPoolMXBean pool : HEAP) {
                left += pool.getCollectionUsage().getUsed();
            }
            long direct = ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
                    ? provider.metric().usedDirectMemory()
                    : 0;
            return new Memory(
                    left,
                    runtime.totalMemory() - runtime.freeMemory(),
                    runtime.maxMemory(),
                    direct,
                    PlatformDependent.maxDirectMemory());
        }

        /** Garbage is no load: what counts is what the last full collection left, unless it has become less since. */
        double share() {
            return Math.max((double) Math.min(left, heap) / largestHeap, (double) direct / largestDirect);
        }
    }

    static long worstLag(Loops loops) {
        long worst = 0;
        for (NettyLoop loop : loops.all()) {
            worst = Math.max(worst, loop.lag());
        }
        return worst;
    }
}
