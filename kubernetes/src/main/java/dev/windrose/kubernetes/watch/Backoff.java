package dev.windrose.kubernetes.watch;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after failures in a row: twice as long each time, up to a limit, and never the same for two that failed together, since
 * a server that comes back must not meet all of them at once. Not thread-safe.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration MOST = Duration.ofSeconds(15);
    private static final int DOUBLINGS = 6;

    private final RandomGenerator random;
    private int failures;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The wait after one more failure: half to one and a half of the nominal time. */
    Duration next() {
        long nominal = Math.min(FIRST.toMillis() << Math.min(failures, DOUBLINGS), MOST.toMillis());
        failures++;
        return Duration.ofMillis(nominal / 2 + random.nextLong(nominal));
    }

    void succeeded() {
        failures = 0;
    }
}
