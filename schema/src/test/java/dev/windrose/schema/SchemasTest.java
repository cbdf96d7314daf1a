package dev.windrose.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.documents.Kinds;
import dev.windrose.schema.rule.Rule;
import dev.windrose.schema.rule.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The resources as a whole. */
class SchemasTest {
    private final CustomResources resources = new CustomResources();

    @Test
    void everyKindAndVersionOfTheGatewayApiAndOfOursHasASchema() {
        List<String> without = new ArrayList<>();
        Kinds.all()
                .forEach((kind, known) -> known.versions().stream()
                        .filter(version ->
                                version.startsWith("gateway.networking.") || version.startsWith("windrose.dev/"))
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

    /** What {@code strip-crds} makes of them is kept, and must be made anew when they change. */
    @Test
    void schemasOfOurKindsAreThoseOfTheManifest() throws IOException {
        String manifest = Files.readString(Path.of("../kubernetes/manifests/crds.yaml"));
        int compared = 0;
        for (Object crd : new Load(LoadSettings.builder().build()).loadAllFromString(manifest)) {
            String kind = (String) at(crd, "spec", "names", "kind");
            Object tree = at(
                    at(crd, "spec", "versions") instanceof List<?> list ? list.getFirst() : null,
                    "schema",
                    "openAPIV3Schema",
                    "properties",
                    "spec");
            Shape shape = Objects.requireNonNull(resources.shape(kind, "windrose.dev/v1alpha1"));
            assertThat(ShapeReader.read(undescribed(tree), new HashMap<>()))
                    .usingRecursiveComparison()
                    .isEqualTo(shape.properties().get("spec"));
            compared++;
        }
        assertThat(compared).isEqualTo(2);
    }

    private static Object at(@Nullable Object tree, String... path) {
        Object found = tree;
        for (String name : path) {
            found = found instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return Objects.requireNonNull(found);
    }

    private static Object undescribed(Object tree) {
        Map<String, Object> kept = new LinkedHashMap<>();
        if (tree instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (!(key.equals("description") && value instanceof String)) {
                    kept.put((String) key, undescribed(value));
                }
            });
            return kept;
        }
        return tree instanceof List<?> list
                ? list.stream().map(SchemasTest::undescribed).toList()
                : tree;
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
