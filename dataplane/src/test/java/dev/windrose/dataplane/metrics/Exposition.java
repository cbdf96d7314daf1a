package dev.windrose.dataplane.metrics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text form back, strictly: a line that is not of the format, a family told twice, or a sample outside its family fails. */
final class Exposition {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("\\G([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"(,|$)");

    final Map<String, String> types = new LinkedHashMap<>();
    final Map<String, Double> samples = new LinkedHashMap<>();
    private String family = "";

    static Exposition of(MetricsRegistry registry) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        registry.write(out);
        String text = out.toString(StandardCharsets.UTF_8);
        Exposition exposition = new Exposition();
        if (!text.endsWith("\n")) {
            throw new AssertionError("no newline at the end");
        }
        text.lines().forEach(exposition::line);
        return exposition;
    }

    double value(String key) {
        Double value = samples.get(key);
        if (value == null) {
            throw new AssertionError(key + " not in " + samples.keySet());
        }
        return value;
    }

    private void line(String line) {
        if (line.startsWith("# HELP ")) {
            return;
        }
        if (line.startsWith("# TYPE ")) {
            String[] words = line.split(" ", -1);
            family = words[2];
            if (types.put(family, words[3]) != null) {
                throw new AssertionError("told twice: " + family);
            }
            return;
        }
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new AssertionError("not a sample: " + line);
        }
        String name = sample.group(1);
        boolean histogram = "histogram".equals(types.get(family));
        if (!name.equals(family) && !(histogram && name.matches(family + "_(bucket|sum|count)"))) {
            throw new AssertionError(name + " within " + family);
        }
        String key = name + labels(sample.group(2));
        if (samples.put(key, Double.parseDouble(sample.group(3))) != null) {
            throw new AssertionError("twice: " + key);
        }
    }

    @SuppressWarnings("NullAway") // an absent group is null
    private static String labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        if (text != null) {
            Matcher label = LABEL.matcher(text);
            int end = 0;
            while (label.find()) {
                labels.put(label.group(1), unescape(label.group(2)));
                end = label.end();
            }
            if (end != text.length()) {
                throw new AssertionError("not labels: " + text);
            }
        }
        return labels.toString();
    }

    private static String unescape(String text) {
        return Pattern.compile("\\\\(.)")
                .matcher(text)
                .replaceAll(m -> Matcher.quoteReplacement(m.group(1).equals("n") ? "\n" : m.group(1)));
    }
}
