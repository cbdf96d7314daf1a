package dev.windrose.kubernetes.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.kubernetes.api.Trees;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusMergeTest {
    private static final String OURS = "windrose.dev/gateway-controller";
    private static final Instant THEN = Instant.parse("2026-01-31T12:00:00Z");
    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00.123Z");

    private static Map<String, Object> condition(String type, String status, int generation) {
        Map<String, Object> condition = new LinkedHashMap<>();
        condition.put("type", type);
        condition.put("status", status);
        condition.put("reason", "R");
        condition.put("message", "");
        condition.put("observedGeneration", generation);
        return condition;
    }

    private static Map<String, Object> parent(String name, Map<String, Object> condition) {
        return Map.of("parentRef", Map.of("name", name), "conditions", List.of(condition));
    }

    private static Map<String, Object> merge(Map<String, Object> current, Map<String, Object> wanted, Instant now) {
        return StatusMerge.merge(current, wanted, OURS, now);
    }

    @Test
    void mergingTwiceChangesNothing() {
        Map<String, Object> wanted = Map.of(
                "conditions", List.of(condition("Accepted", "True", 1)),
                "addresses", List.of(Map.of("type", "IPAddress", "value", "10.245.0.1")),
                "listeners",
                        List.of(Map.of(
                                "name",
                                "l",
                                "attachedRoutes",
                                2,
                                "conditions",
                                List.of(condition("Programmed", "True", 1)))));
        Map<String, Object> once = merge(Map.of(), wanted, THEN);
        assertThat(merge(once, wanted, NOW)).isEqualTo(once);
    }

    @Test
    void theTimeOfAConditionChangesWithItsStatusOnly() {
        Map<String, Object> first =
                merge(Map.of(), Map.of("conditions", List.of(condition("Accepted", "True", 1))), THEN);
        Map<String, Object> newer = merge(first, Map.of("conditions", List.of(condition("Accepted", "True", 2))), NOW);
        assertThat(Trees.maps(newer, "conditions").getFirst())
                .containsEntry("observedGeneration", 2)
                .containsEntry("lastTransitionTime", "2026-01-31T12:00:00Z");
        Map<String, Object> turned =
                merge(newer, Map.of("conditions", List.of(condition("Accepted", "False", 2))), NOW);
        assertThat(Trees.maps(turned, "conditions").getFirst())
                .containsEntry("lastTransitionTime", "2026-02-01T00:00:00Z");
    }

    @Test
    void conditionsOfOthersStayWhereTheyAreAndOursThatNoLongerHoldGo() {
        Map<String, Object> current = Map.of(
                "conditions",
                List.of(
                        condition("other.example/Checked", "True", 1),
                        condition("Conflicted", "True", 1),
                        condition("Accepted", "False", 1)));
        Map<String, Object> wanted = Map.of("conditions", List.of(condition("Accepted", "True", 2)));
        assertThat(Trees.maps(merge(current, wanted, NOW), "conditions"))
                .extracting(each -> each.get("type") + "=" + each.get("status"))
                .containsExactly("other.example/Checked=True", "Accepted=True");
    }

    @Test
    void parentsOfOtherControllersAreKeptAndStaleOnesOfOursGo() {
        Map<String, Object> foreign = new LinkedHashMap<>(parent("theirs", condition("Accepted", "True", 1)));
        foreign.put("controllerName", "other.example/controller");
        Map<String, Object> stale = new LinkedHashMap<>(parent("left", condition("Accepted", "True", 1)));
        stale.put("controllerName", OURS);
        Map<String, Object> merged = merge(
                Map.of("parents", List.of(stale, foreign)),
                Map.of("parents", List.of(parent("g", condition("Accepted", "True", 1)))),
                NOW);
        List<Map<String, Object>> parents = Trees.maps(merged, "parents");
        assertThat(parents.getFirst()).isEqualTo(foreign);
        assertThat(parents)
                .extracting(each -> Trees.text(each, "parentRef", "name"))
                .containsExactly("theirs", "g");
        assertThat(parents.getLast()).containsEntry("controllerName", OURS);
    }

    @Test
    void ofMoreThanThirtyTwoParentsTheLastOfOursAreCutOff() {
        List<Map<String, Object>> ours = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ours.add(parent("g" + i, condition("Accepted", "True", 1)));
        }
        Map<String, Object> wanted = Map.of("parents", ours);
        Map<String, Object> other = new LinkedHashMap<>(parent("other", condition("Accepted", "True", 1)));
        other.put("controllerName", "example.com/other");
        Map<String, Object> merged = merge(Map.of("parents", List.of(other)), wanted, NOW);
        assertThat(Trees.maps(merged, "parents")).hasSize(32).first().isEqualTo(other);
        assertThat(StatusMerge.cut(merged, wanted, OURS)).isEqualTo(9);
    }

    @Test
    void aPolicyWithSixteenAncestorsOfOthersIsNotWrittenBeyondTheLimit() {
        List<Map<String, Object>> full = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            full.add(Map.of("ancestorRef", Map.of("name", "a" + i), "controllerName", "other.example/controller"));
        }
        Map<String, Object> wanted =
                Map.of("ancestors", List.of(Map.of("ancestorRef", Map.of("name", "g"), "conditions", List.of())));
        assertThat(Trees.maps(merge(Map.of("ancestors", full), wanted, NOW), "ancestors"))
                .isEqualTo(full);
    }

    @Test
    void anObjectThatIsNotForUsIsLeftAlone() {
        assertThat(merge(Map.of(), Map.of("ancestors", List.of()), NOW)).isEmpty();
        assertThat(merge(Map.of("parents", List.of()), Map.of("parents", List.of()), NOW))
                .isEqualTo(Map.of("parents", List.of()));
    }
}
