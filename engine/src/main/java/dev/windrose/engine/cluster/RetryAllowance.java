package dev.windrose.engine.cluster;

import dev.windrose.model.TrafficSpec.RetryBudget;

/**
 * What a retry budget still allows. One for a cluster, used by all loops at once without a lock: two that ask in the same moment may both be told
 * yes for the last retry there is.
 */
public final class RetryAllowance {
    private static final int PERCENT = 100;

    private final RetryBudget spec;
    private final SlidingCount requests;
    private final SlidingCount retries;
    private final SlidingCount recent;

    RetryAllowance(RetryBudget spec) {
        this.spec = spec;
        this.requests = new SlidingCount(spec.interval().toNanos());
        this.retries = new SlidingCount(spec.interval().toNanos());
        this.recent = new SlidingCount(spec.minInterval().toNanos());
    }

    RetryBudget spec() {
        return spec;
    }

    /** A first attempt is made; {@code now} as a loop's nanoTime. */
    public void requested(long now) {
        requests.add(now);
    }

    /** Whether a retry may be made now; if so, it is counted. Retries are requests too: 20 % of 100 are 20 beside 80. */
    public boolean tryRetry(long now) {
        boolean few = recent.sum(now) < spec.minRetries();
        if (!few && !inShare(retries.sum(now) + 1, requests.sum(now))) {
            return false;
        }
        retries.add(now);
        recent.add(now);
        return true;
    }

    private boolean inShare(long wanted, long firsts) {
        return wanted * PERCENT <= spec.percent() * (firsts + wanted);
    }
}
