package dev.windrose.kubernetes.status;

import dev.windrose.kubernetes.api.Trees;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts what we say of an object into the status it has. What others say stays where it is; a condition that stays the same keeps its time.
 */
final class StatusMerge {
    /** Conditions that the Gateway API itself defines; of any other type some other controller is the author. */
    private static final Set<String> DEFINED = Set.of(
            "Accepted",
            "Programmed",
            "ResolvedRefs",
            "Conflicted",
            "PartiallyInvalid",
            "OverlappingTLSConfig",
            "AttachedListenerSets",
            "InsecureFrontendValidationMode",
            "SupportedVersion",
            "Ready",
            "Scheduled",
            "Detached");

    private static final int MOST_PARENTS = 32;
    private static final int MOST_ANCESTORS = 16;
    private static final int LONGEST_MESSAGE = 32_768;

    private final String controller;
    private final String now;

    private StatusMerge(String controller, Instant now) {
        this.controller = controller;
        this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * The status an object should have.
     *
     * @param current the status it has
     * @param wanted what we say; parts that are absent here stay as they are
     * @param controller whose entries among parents and ancestors are ours
     */
    static Map<String, Object> merge(
            Map<String, Object> current, Map<String, Object> wanted, String controller, Instant now) {
        return new StatusMerge(controller, now).status(current, wanted);
    }

    /** How many of the entries that we want are left out of a merged status, because there are too many. */
    static int cut(Map<String, Object> merged, Map<String, Object> wanted, String controller) {
        int cut = 0;
        for (String field : List.of("parents", "ancestors")) {
            long there = Trees.maps(merged, field).stream()
                    .filter(each -> controller.equals(each.get("controllerName")))
                    .count();
            cut += Trees.maps(wanted, field).size() - Math.toIntExact(there);
        }
        return cut;
    }

    private Map<String, Object> status(Map<String, Object> current, Map<String, Object> wanted) {
        Map<String, Object> merged = new LinkedHashMap<>(current);
        wanted.forEach((field, value) -> merged.put(
                field,
                switch (field) {
                    case "conditions" -> conditions(Trees.maps(current, field), Trees.maps(wanted, field));
                    case "listeners" -> listeners(Trees.maps(current, field), Trees.maps(wanted, field));
                    case "parents" -> owned(current, wanted, field, "parentRef", MOST_PARENTS);
                    case "ancestors" -> owned(current, wanted, field, "ancestorRef", MOST_ANCESTORS);
                    default -> value;
                }));
        // What names none of ours and none of others says nothing: an object that is not for us stays as it is.
        for (String field : List.of("parents", "ancestors")) {
            if (!current.containsKey(field) && Trees.maps(merged, field).isEmpty()) {
                merged.remove(field);
            }
        }
        return merged;
    }

    private List<Map<String, Object>> listeners(List<Map<String, Object>> current, List<Map<String, Object>> wanted) {
        List<Map<String, Object>> merged = new ArrayList<>();
        for (Map<String, Object> listener : wanted) {
            Map<String, Object> before = find(current, "name", listener.get("name"));
            merged.add(entry(before, listener));
        }
        return merged;
    }

    /** Entries of other controllers first, as they stand, then ours; when there are too many, ours are what is left out. */
    private List<Map<String, Object>> owned(
            Map<String, Object> current, Map<String, Object> wanted, String field, String reference, int most) {
        List<Map<String, Object>> merged = new ArrayList<>();
        List<Map<String, Object>> ours = new ArrayList<>();
        for (Map<String, Object> entry : Trees.maps(current, field)) {
            (controller.equals(entry.get("controllerName")) ? ours : merged).add(entry);
        }
        for (Map<String, Object> entry : Trees.maps(wanted, field)) {
            if (merged.size() < most) {
                Map<String, Object> named = new LinkedHashMap<>(entry);
                named.put("controllerName", controller);
                merged.add(entry(find(ours, reference, entry.get(reference)), named));
            }
        }
        return merged;
    }

    private Map<String, Object> entry(Map<String, Object> before, Map<String, Object> wanted) {
        Map<String, Object> merged = new LinkedHashMap<>(wanted);
        merged.put("conditions", conditions(Trees.maps(before, "conditions"), Trees.maps(wanted, "conditions")));
        return merged;
    }

    private static Map<String, Object> find(List<Map<String, Object>> among, String field, @Nullable Object value) {
        return among.stream()
                .filter(each -> Objects.equals(each.get(field), value))
                .findFirst()
                .orElse(Map.of());
    }

    /** In the order they have, with new ones behind. */
    private List<Map<String, Object>> conditions(List<Map<String, Object>> current, List<Map<String, Object>> wanted) {
        Map<Object, Map<String, Object>> merged = new LinkedHashMap<>();
        for (Map<String, Object> condition : current) {
            String type = Trees.text("", condition, "type");
            if (!DEFINED.contains(type)) {
                merged.put(type, condition);
            } else if (!find(wanted, "type", type).isEmpty()) {
                merged.put(type, Map.of());
            }
        }
        for (Map<String, Object> condition : wanted) {
            Object type = condition.get("type");
            merged.put(Objects.requireNonNullElse(type, ""), timed(find(current, "type", type), condition));
        }
        return List.copyOf(merged.values());
    }

    private Map<String, Object> timed(Map<String, Object> before, Map<String, Object> wanted) {
        Map<String, Object> condition = new LinkedHashMap<>(wanted);
        boolean same = Objects.equals(before.get("status"), wanted.get("status"));
        Object since = before.get("lastTransitionTime");
        condition.put("lastTransitionTime", same && since != null ? since : now);
        String message = Trees.text("", wanted, "message");
        condition.put("message", message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message);
        return condition;
    }
}
