package dev.windrose.engine.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.windrose.filter.Filter;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TargetsTest {
    private static final int DRAWS = 100_000;

    @Test
    void everyTargetIsDrawnByItsWeight() {
        Target[] targets = {target(500), target(501), target(502), target(503)};
        Random random = new Random(42);
        TargetPicker picker = Targets.weighted(targets, new int[] {70, 0, 29, 1}, random::nextLong);
        int[] drawn = new int[4];
        for (int i = 0; i < DRAWS; i++) {
            drawn[picker.pick().failStatus() - 500]++;
        }
        assertThat(drawn[0] / (double) DRAWS).isCloseTo(0.70, within(0.01));
        assertThat(drawn[1]).isZero();
        assertThat(drawn[2] / (double) DRAWS).isCloseTo(0.29, within(0.01));
        assertThat(drawn[3] / (double) DRAWS).isCloseTo(0.01, within(0.005));
    }

    @Test
    void withoutAnyWeightThereIsNothingToDraw() {
        assertThatThrownBy(() -> Targets.weighted(new Target[] {target(500)}, new int[] {0}))
                .hasMessage("total weight: 0 (expected: more than 0)");
    }

    private static Target target(int status) {
        return new Target(null, status, "", new Filter[0]);
    }
}
