package dev.windrose.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.documents.Kinds;
import dev.windrose.schema.rule.Rule;
import dev.windrose.schema.rule.Rules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The resources as a whole. */
class SchemasTest {
    private final CustomResources resources = new CustomResources();

    @Test
    void everyKindAndVersionOfTheGatewayApiHasASchema() {
        List<String> without = new ArrayList<>();
        Kinds.all()
                .forEach((kind, known) -> known.versions().stream()
                        .filter(version -> version.startsWith("gateway.networking."))
                        .filter(version -> resources.shape(kind, version) == null)
                        .forEach(version -> without.add(version + " " + kind)));
        assertThat(without).isEmpty();
    }

    @Test
    void everyRuleCompiles() {
        Set<Rule> rules = rules();
        assertThat(rules).hasSizeGreaterThan(90);
        Rules asked = new Rules();
        for (Rule rule : rules) {
            // Whatever the answer: a rule that does not compile throws.
            asked.broken(rule, Map.of());
        }
    }

    @Test
    void aKeywordThatTheWalkDoesNotKnowIsNoSchema() {
        assertThatThrownBy(() -> ShapeReader.read(Map.of("type", "string", "uniqueItems", true), new HashMap<>()))
                .hasMessageContaining("uniqueItems");
        assertThatThrownBy(() -> ShapeReader.read(Map.of("type", "string", "format", "uuid"), new HashMap<>()))
                .hasMessageContaining("format");
    }

    private Set<Rule> rules() {
        Set<Rule> rules = new HashSet<>();
        Kinds.all()
                .forEach((kind, known) ->
                        known.versions().forEach(version -> collect(resources.shape(kind, version), rules)));
        return rules;
    }

    private static void collect(@Nullable Shape shape, Set<Rule> rules) {
        if (shape != null) {
            rules.addAll(shape.rules());
            shape.properties().values().forEach(property -> collect(property, rules));
            collect(shape.items(), rules);
            collect(shape.additional(), rules);
        }
    }
}
