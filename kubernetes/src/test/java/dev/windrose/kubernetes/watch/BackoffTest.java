package dev.windrose.kubernetes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void waitsGrowToALimitAndStartAnewAfterASuccess() {
        Backoff backoff = new Backoff(new Random(1));
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waits.add(backoff.next());
        }
        assertThat(waits.getFirst()).isBetween(Duration.ofMillis(125), Duration.ofMillis(375));
        assertThat(waits.subList(7, 20))
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofMillis(7500), Duration.ofMillis(22500)));
        backoff.succeeded();
        assertThat(backoff.next()).isLessThan(Duration.ofMillis(375));
    }

    @Test
    void twoThatFailedTogetherDoNotComeBackTogether() {
        assertThat(new HashSet<>(List.of(
                        new Backoff(new Random(1)).next(),
                        new Backoff(new Random(2)).next(),
                        new Backoff(new Random(3)).next())))
                .hasSize(3);
    }
}
