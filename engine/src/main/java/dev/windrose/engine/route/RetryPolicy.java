package dev.windrose.engine.route;

import dev.windrose.model.RetrySpec;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** A route's wish for further attempts, ready to be asked. Used by all loops. */
public final class RetryPolicy {
    private static final int LOWEST = 400;
    private static final int STATUSES = 200;

    private final int attempts;
    private final boolean[] codes = new boolean[STATUSES];
    private final long backoffNanos;
    private final LongUnaryOperator random;

    private RetryPolicy(RetrySpec spec, LongUnaryOperator random) {
        this.attempts = spec.attempts();
        for (int code : spec.codes()) {
            codes[code - LOWEST] = true;
        }
        this.backoffNanos = spec.backoff().toNanos();
        this.random = random;
    }

    /** Null for a route that wishes none. */
    public static @Nullable RetryPolicy of(@Nullable RetrySpec spec) {
        return spec == null
                ? null
                : of(spec, bound -> ThreadLocalRandom.current().nextLong(bound));
    }

    /** {@code random} gives numbers from 0 (inclusive) to its argument (exclusive). */
    static RetryPolicy of(RetrySpec spec, LongUnaryOperator random) {
        return new RetryPolicy(spec, random);
    }

    /** Tries beyond the first. */
    public int attempts() {
        return attempts;
    }

    /** Whether an answer with this status leads to another try. */
    public boolean covers(int status) {
        return status >= LOWEST && status < LOWEST + STATUSES && codes[status - LOWEST];
    }

    /** How long to wait before another try: never less than was configured, and up to half as long again, so that clients do not come back in step. */
    public long delayNanos() {
        return backoffNanos == 0 ? 0 : backoffNanos + random.applyAsLong(backoffNanos / 2 + 1);
    }
}
