package dev.windrose.verification.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.Kinds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The CRDs of our own kinds have the fields that the readers ask for, no more and no less: an API server drops what it does not know. */
class CustomResourcesTest {
    private static final String GROUP = "windrose.dev/";
    private static final Path MANIFEST = Path.of("../kubernetes/manifests/crds.yaml");

    static List<String> kinds() {
        return Kinds.all().entrySet().stream()
                .filter(kind -> kind.getValue().versions().getFirst().startsWith(GROUP))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void everyKindOfOursHasOneAndNoOther() {
        assertThat(resources().keySet()).containsExactlyInAnyOrderElementsOf(kinds());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theFieldsAreThoseOfTheReader(String kind) {
        Kinds.Kind known = Objects.requireNonNull(Kinds.all().get(kind));
        Map<?, ?> version = version(kind);
        assertThat(GROUP + version.get("name")).isEqualTo(known.versions().getFirst());
        Set<String> fields = new TreeSet<>();
        collect("spec", property(schema(version), "spec"), fields);
        assertThat(fields).isEqualTo(read(known));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyListAndTextOfTheSpecIsBounded(String kind) {
        Set<String> open = new TreeSet<>();
        unbounded("spec", property(schema(version(kind)), "spec"), open);
        assertThat(open).isEmpty();
    }

    private static Set<String> read(Kinds.Kind kind) {
        Asked asked = KindPages.ask(kind);
        return asked.fields().keySet().stream()
                .filter(path -> path.startsWith("spec."))
                .filter(path -> asked.field(path).use() == Asked.Use.READ)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void collect(String path, Map<?, ?> schema, Set<String> fields) {
        map(schema, "properties").forEach((name, property) -> {
            String inner = path + "." + name;
            fields.add(inner);
            Map<?, ?> type = (Map<?, ?>) property;
            collect(inner, type, fields);
            collect(inner + "[]", map(type, "items"), fields);
        });
    }

    private static void unbounded(String path, Map<?, ?> schema, Set<String> open) {
        switch (String.valueOf(schema.get("type"))) {
            case "array" -> {
                note(schema.containsKey("maxItems"), path, open);
                unbounded(path + "[]", map(schema, "items"), open);
            }
            case "string" ->
                note(
                        schema.containsKey("maxLength") || schema.containsKey("enum") || schema.containsKey("pattern"),
                        path,
                        open);
            default ->
                map(schema, "properties")
                        .forEach((name, property) -> unbounded(path + "." + name, (Map<?, ?>) property, open));
        }
    }

    private static void note(boolean bounded, String path, Set<String> open) {
        if (!bounded) {
            open.add(path);
        }
    }

    private static Map<?, ?> schema(Map<?, ?> version) {
        return map(map(version, "schema"), "openAPIV3Schema");
    }

    private static Map<?, ?> version(String kind) {
        Map<?, ?> resource = Objects.requireNonNull(resources().get(kind), kind);
        return (Map<?, ?>)
                ((List<?>) Objects.requireNonNull(map(resource, "spec").get("versions"))).getFirst();
    }

    private static Map<?, ?> property(Map<?, ?> schema, String name) {
        return map(map(schema, "properties"), name);
    }

    private static Map<?, ?> map(Map<?, ?> tree, String field) {
        return tree.get(field) instanceof Map<?, ?> map ? map : Map.of();
    }

    /** By kind. */
    private static Map<String, Map<?, ?>> resources() {
        Map<String, Map<?, ?>> resources = new LinkedHashMap<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(text())) {
            Map<?, ?> resource = (Map<?, ?>) document;
            resources.put(String.valueOf(map(map(resource, "spec"), "names").get("kind")), resource);
        }
        return resources;
    }

    private static String text() {
        try {
            return Files.readString(MANIFEST);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
