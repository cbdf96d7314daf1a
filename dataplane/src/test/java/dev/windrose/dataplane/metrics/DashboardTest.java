package dev.windrose.dataplane.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.dataplane.FakeExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DashboardTest {
    private static final Pattern METRIC = Pattern.compile("windrose_[a-z0-9_]+");

    @Test
    void theDashboardUsesOnlyMetricsThatAreEmitted() throws IOException {
        Set<String> emitted = emitted();
        Set<String> used = new HashSet<>();
        JsonNode dashboard = new JsonMapper().readTree(Files.readString(file()));
        for (JsonNode text : dashboard.findValues("expr")) {
            collect(text.stringValue(), used);
        }
        for (JsonNode text : dashboard.findValues("definition")) {
            collect(text.stringValue(), used);
        }
        assertThat(used).hasSizeGreaterThan(15);
        assertThat(emitted).containsAll(used);
    }

    private static Set<String> emitted() throws IOException {
        MetricsRegistry registry = new MetricsRegistry();
        Metrics metrics = new Metrics(1);
        registry.add(metrics);
        ProxyMetrics.register(registry, new ProxyMetrics.Source() {});
        ProxyMetrics.registerProcess(registry, () -> 0);
        metrics.onFinished(new FakeExchange());
        Exposition text = Exposition.of(registry);
        Set<String> names = new HashSet<>(text.types.keySet());
        text.samples.keySet().forEach(key -> collect(key.substring(0, key.indexOf('{')), names));
        return names;
    }

    private static void collect(String text, Set<String> names) {
        Matcher name = METRIC.matcher(text);
        while (name.find()) {
            names.add(name.group());
        }
    }

    /** Beside the modules, wherever the build was started. */
    private static Path file() {
        String name = "observability/grafana/windrose.json";
        Path here = Path.of(name);
        return Files.exists(here) ? here : Path.of("..").resolve(name);
    }
}
