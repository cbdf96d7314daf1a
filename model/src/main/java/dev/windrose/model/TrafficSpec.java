package dev.windrose.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What holds for all traffic to a cluster, whichever route it came by.
 *
 * @param budget bounds the share of retries; null leaves them to the routes
 * @param session for routes that have none of their own; null for none
 */
public record TrafficSpec(
        @Nullable RetryBudget budget, @Nullable SessionSpec session) {
    public static final TrafficSpec NONE = new TrafficSpec(null, null);

    /**
     * How many of the requests of the last {@code interval} may be retries. Beyond it there are none, and the failure is answered with 503.
     *
     * @param percent 0 to 100
     * @param minRetries always allowed in each {@code minInterval}
     */
    public record RetryBudget(int percent, Duration interval, int minRetries, Duration minInterval) {
        public RetryBudget {
            Check.that(percent >= 0 && percent <= 100, "percent", percent, "0 to 100");
            Check.that(interval.isPositive(), "interval", interval, "more than zero");
            Check.that(minRetries >= 0, "minRetries", minRetries, "zero or more");
            Check.that(minInterval.isPositive(), "minInterval", minInterval, "more than zero");
        }
    }
}
