package dev.windrose.verification.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.dataplane.metrics.Metrics;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Metrics as a gateway with one of everything tells them: what has no sample there has no labels to show. */
final class MetricsPage {
    private static final Pattern SAMPLE = Pattern.compile("(\\w+?)(?:_bucket|_sum|_count)?(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");

    private MetricsPage() {}

    private static final class Family {
        private String help = "";
        private String type = "";
        private boolean seen;
        private final Set<String> labels = new LinkedHashSet<>();
    }

    static Page make(Path folder) throws Exception {
        Map<String, Family> families = new LinkedHashMap<>();
        MeasuredGateway.scrape(folder).lines().forEach(line -> read(line, families));
        Page page = new Page("metrics.md", "Metrics")
                .says(
                        "`/metrics` of the admin address, in Prometheus text. At most " + Metrics.MAX_SERIES
                                + " series of requests, and histograms for " + Metrics.MAX_ROUTES
                                + " routes; what comes beyond is counted as route `_other`. The series of a route disappear with it.")
                .columns("metric", "type", "labels", "what");
        families.forEach((name, family) -> {
            assertThat(family.seen)
                    .as(name + " has samples in the gateway of this page")
                    .isTrue();
            family.labels.remove("le");
            page.row(Page.code(name), family.type, String.join(", ", family.labels), family.help);
        });
        return page;
    }

    private static void read(String line, Map<String, Family> families) {
        if (line.startsWith("# ")) {
            String[] words = line.split(" ", 4);
            Family family = families.computeIfAbsent(words[2], _ -> new Family());
            if (words[1].equals("HELP")) {
                family.help = words[3];
            } else {
                family.type = words[3];
            }
            return;
        }
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        Family family = Objects.requireNonNull(families.get(sample.group(1)), line);
        family.seen = true;
        Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        while (label.find()) {
            family.labels.add(label.group(1));
        }
    }
}
