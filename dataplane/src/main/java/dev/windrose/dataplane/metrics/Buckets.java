package dev.windrose.dataplane.metrics;

/**
 * The buckets of every duration: powers of two nanoseconds, so that finding one is a single instruction, from 2^14 ns (16 µs, less than a
 * proxied request takes) to 2^35 ns (34 s, more than most deadlines).
 */
final class Buckets {
    /** Buckets with a bound; one more holds what is slower. */
    static final int BOUNDED = 22;

    static final int COUNT = BOUNDED + 1;

    private static final int FIRST_POWER = 14;

    private Buckets() {}

    /** The first bucket whose bound is not less than a duration. */
    static int index(long nanos) {
        if (nanos <= 1L << FIRST_POWER) {
            return 0;
        }
        int power = Long.SIZE - Long.numberOfLeadingZeros(nanos - 1);
        return Math.min(power - FIRST_POWER, BOUNDED);
    }

    /** The upper bound, included, in nanoseconds. */
    static long boundNanos(int bucket) {
        return 1L << (FIRST_POWER + bucket);
    }

    /** The upper bound as the label {@code le}, in seconds. */
    static String label(int bucket) {
        return bucket == BOUNDED ? "+Inf" : Double.toString(boundNanos(bucket) / 1e9);
    }
}
