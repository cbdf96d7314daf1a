package dev.windrose.schema;

import com.google.re2j.Pattern;
import dev.windrose.documents.yaml.Written;
import dev.windrose.schema.rule.Rules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The custom resource definitions: what an API server that has them would refuse. Schemas are loaded when a document of their kind comes. For one
 * thread.
 */
final class CustomResources {
    private final Rules rules = new Rules();
    private final Map<String, Pattern> patterns = new HashMap<>();

    /** By kind and version; of kinds without a schema there are none. */
    private final Map<String, Map<String, Shape>> kinds = new HashMap<>();

    /** What would be refused of a document, in no order; also of a kind without a schema, which has metadata nevertheless. */
    List<Refusal> refusals(String kind, String apiVersion, Written.Members document) {
        List<Refusal> refusals = new ArrayList<>(MetadataRules.refusals(document));
        Shape shape = shape(kind, apiVersion);
        if (shape != null) {
            Walk walk = new Walk(rules);
            walk.value(Defaults.of(document, shape), shape, "");
            refusals.addAll(walk.refusals());
        }
        return refusals;
    }

    @Nullable
    Shape shape(String kind, String apiVersion) {
        Map<String, Shape> versions = kinds.computeIfAbsent(kind, this::load);
        return versions.get(apiVersion);
    }

    private Map<String, Shape> load(String kind) {
        try (InputStream in = CustomResources.class.getResourceAsStream("crd/" + kind + ".yaml")) {
            return in == null
                    ? Map.of()
                    : versions((Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Shape> versions(Map<?, ?> resource) {
        Map<String, Shape> versions = new HashMap<>();
        String group = resource.get("group") + "/";
        if (resource.get("versions") instanceof Map<?, ?> trees) {
            trees.forEach((version, tree) -> {
                Object own = trees.get(tree) == null ? tree : trees.get(tree);
                versions.put(group + version, ShapeReader.read(Objects.requireNonNull(own), patterns));
            });
        }
        return versions;
    }
}
