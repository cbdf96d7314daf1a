package dev.windrose.dataplane.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DebounceTest {
    private final ManualTimers timers = new ManualTimers();
    private final AtomicInteger runs = new AtomicInteger();
    private final Debounce debounce =
            new Debounce(timers, Duration.ofMillis(100), Duration.ofSeconds(1), runs::incrementAndGet);

    @Test
    void aBurstEndsInOneRunAfterTheQuietTime() {
        debounce.poke();
        timers.advance(Duration.ofMillis(99));
        debounce.poke();
        timers.advance(Duration.ofMillis(99));
        assertThat(runs).hasValue(0);
        timers.advance(Duration.ofMillis(1));
        assertThat(runs).hasValue(1);
        timers.advance(Duration.ofSeconds(5));
        assertThat(runs).hasValue(1);
    }

    @Test
    void changesThatNeverStopAreTakenUpAfterTheLongestWait() {
        for (int i = 0; i < 20; i++) {
            debounce.poke();
            timers.advance(Duration.ofMillis(50));
        }
        assertThat(runs).hasValue(1);
    }

    @Test
    void laterChangesStartANewWait() {
        debounce.poke();
        timers.advance(Duration.ofMillis(100));
        debounce.poke();
        timers.advance(Duration.ofMillis(100));
        assertThat(runs).hasValue(2);
    }
}
