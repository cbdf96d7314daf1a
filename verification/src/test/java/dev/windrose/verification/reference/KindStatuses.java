package dev.windrose.verification.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which conditions the statuses of each kind can have: collected from what the golden cases of translation expect. */
final class KindStatuses {
    private static final Path CASES = Path.of("..", "translate", "src", "test", "resources", "cases");
    private static final Pattern DOCUMENT = Pattern.compile("([A-Za-z]+) \\S+:");
    private static final Pattern PART = Pattern.compile("  (listener|parent|ancestor) .*:");
    private static final Pattern CONDITION = Pattern.compile("  ( {2})?([A-Za-z]+): (true|false) ([A-Za-z]+)( # .*)?");

    private KindStatuses() {}

    /** A condition of a part of the status, with the reasons that it can have. */
    record Line(String of, String type, String value, TreeSet<String> reasons) {}

    /** By kind. */
    static Map<String, List<Line>> all() {
        Map<String, Map<String, Line>> found = new TreeMap<>();
        try (Stream<Path> cases = Files.list(CASES)) {
            for (Path each : cases.sorted().toList()) {
                collect(Files.readAllLines(each.resolve("status.yaml")), found);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, List<Line>> all = new TreeMap<>();
        found.forEach((kind, lines) -> all.put(kind, new ArrayList<>(lines.values())));
        return all;
    }

    private static void collect(List<String> lines, Map<String, Map<String, Line>> found) {
        String kind = "";
        String part = "";
        for (String line : lines) {
            Matcher document = DOCUMENT.matcher(line);
            Matcher inner = PART.matcher(line);
            Matcher condition = CONDITION.matcher(line);
            if (line.equals("problems:")) {
                return;
            } else if (document.matches()) {
                kind = document.group(1);
                part = "";
            } else if (inner.matches()) {
                part = inner.group(1);
            } else if (condition.matches() && !kind.isEmpty()) {
                String of = condition.group(1) == null ? "itself" : part.replace("ancestor", "Gateway");
                add(found.computeIfAbsent(kind, _ -> new TreeMap<>()), of, condition);
            }
        }
    }

    private static void add(Map<String, Line> lines, String of, Matcher condition) {
        String type = condition.group(2);
        String value = condition.group(3).equals("true") ? "True" : "False";
        // What is of the document itself comes first, and what holds before what does not.
        String place = (of.equals("itself") ? "0" : "1" + of) + " " + type + (value.equals("True") ? " 0" : " 1");
        lines.computeIfAbsent(place, _ -> new Line(of, type, value, new TreeSet<>()))
                .reasons()
                .add(condition.group(4));
    }
}
