package dev.windrose.dataplane.explain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something about a document that belongs to an answer.
 *
 * @param topic such as {@code listener not running}
 * @param object kind and name of the document, or name of the listener
 * @param origin where it is written
 * @param why one line
 * @param remedy a document that would change it, or null
 */
public record Remark(
        String topic,
        String object,
        String origin,
        String why,
        @Nullable String remedy) {
    /** For people, indented. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("  " + topic + ": " + object + (origin.isEmpty() ? "" : " (" + origin + ")")
                + (why.isEmpty() ? "" : ": " + why));
        if (remedy != null) {
            remedy.lines().forEach(line -> lines.add("      " + line));
        }
        return lines;
    }
}
