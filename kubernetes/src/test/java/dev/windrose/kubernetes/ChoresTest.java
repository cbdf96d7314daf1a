package dev.windrose.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoresTest {
    private final ManualAgenda agenda = new ManualAgenda();
    private final List<String> failures = new ArrayList<>();
    private final Chores chores = new Chores(this::discover, agenda);
    private int discoveries;

    private void discover() throws IOException {
        discoveries++;
        if (!failures.isEmpty()) {
            throw new IOException(failures.removeFirst());
        }
    }

    private int discoveriesWithin(Duration time) {
        int before = discoveries;
        agenda.advance(time);
        return discoveries - before;
    }

    @Test
    void kindsAreLookedForAtTheStartAndThenEveryHalfMinute() {
        chores.start();
        assertThat(discoveriesWithin(Duration.ZERO)).isEqualTo(1);
        assertThat(discoveriesWithin(Duration.ofSeconds(3))).isEqualTo(3);
        assertThat(discoveriesWithin(Duration.ofSeconds(26))).isZero();
        assertThat(discoveriesWithin(Duration.ofSeconds(61))).isEqualTo(3);
    }

    @Test
    void whatIsToBeDoneAgainIsDoneOnceAfterAWhile() {
        List<String> done = new ArrayList<>();
        chores.again(() -> done.add("first"));
        chores.again(() -> done.add("second"));
        agenda.advance(Duration.ofMillis(2999));
        assertThat(done).isEmpty();
        agenda.advance(Duration.ofSeconds(10));
        assertThat(done).containsExactly("first");
        chores.again(() -> done.add("third"));
        agenda.advance(Duration.ofSeconds(3));
        assertThat(done).containsExactly("first", "third");
    }

    @Test
    void manyEventsAtOnceAreOneReasonToLook() {
        for (int i = 0; i < 50; i++) {
            chores.discoverSoon();
        }
        assertThat(discoveriesWithin(Duration.ZERO)).isEqualTo(1);
        for (int i = 0; i < 50; i++) {
            chores.discoverSoon();
        }
        assertThat(discoveriesWithin(Duration.ofMillis(299))).isZero();
        assertThat(discoveriesWithin(Duration.ofSeconds(10))).isEqualTo(4);
    }

    @Test
    void afterTheLastEventKindsAreLookedForAsOftenAsAfterOne() {
        chores.discoverSoon();
        agenda.advance(Duration.ofMillis(1500));
        chores.discoverSoon();
        assertThat(discoveriesWithin(Duration.ZERO))
                .as("not only when the long gap ends")
                .isEqualTo(1);
        assertThat(discoveriesWithin(Duration.ofSeconds(3))).isEqualTo(3);
    }

    @Test
    void howeverManyFailedOneTriesAgain() {
        failures.addAll(List.of("a", "b", "c"));
        chores.discoverSoon();
        assertThat(discoveriesWithin(Duration.ofSeconds(3))).isEqualTo(5);
        assertThat(discoveriesWithin(Duration.ofSeconds(20))).isZero();
    }

    @Test
    void onlyTheLastOfThoseThatWaitIsDone() {
        List<String> done = new ArrayList<>();
        chores.later(() -> done.add("first"));
        chores.later(() -> done.add("last"));
        agenda.advance(Duration.ZERO);
        chores.later(() -> {
            throw new IllegalStateException("a chore that fails");
        });
        agenda.advance(Duration.ZERO);
        chores.later(() -> done.add("next"));
        agenda.advance(Duration.ZERO);
        assertThat(done).containsExactly("last", "next");
    }
}
