package dev.windrose.model;

import java.time.Duration;
import java.util.Set;

/**
 * When a request is sent again. Failures to connect, resets before an answer and timeouts of a single attempt are always among the causes.
 *
 * @param attempts tries beyond the first, 1 to 100
 * @param codes statuses that also lead to another try, 400 to 599
 * @param backoff the least time before another try; zero for none
 */
public record RetrySpec(int attempts, Set<Integer> codes, Duration backoff) {
    public RetrySpec {
        Check.that(attempts >= 1 && attempts <= 100, "attempts", attempts, "1 to 100");
        codes = Set.copyOf(codes);
        codes.forEach(code -> Check.that(code >= 400 && code <= 599, "code", code, "400 to 599"));
        Check.that(!backoff.isNegative(), "backoff", backoff, "zero or more");
    }
}
