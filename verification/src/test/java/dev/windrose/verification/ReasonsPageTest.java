package dev.windrose.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.exchange.Failure;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of reasons that operators look codes up in has those that the gateway gives, and no others. */
class ReasonsPageTest {
    private static final String SECTION = "## Reasons for local replies";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]*) \\| ([^|]*) \\|");
    private static final Pattern CODE = Pattern.compile("`([a-z_]+)`");
    private static final Pattern REPLY =
            Pattern.compile("(?:new Rejection|LocalReply\\.of|new LocalReply)\\(\\s*[\\w.()]+,\\s*\"([a-z_]+)\"");
    /** The parsers choose some codes before they make the rejection. */
    private static final Pattern WORD = Pattern.compile("\"([a-z]+(?:_[a-z]+)+)\"");
    /** Of a service's message, or of an input's end: both become a failure of another name. */
    private static final Set<String> INSIDE = Set.of("bad_status_line", "incomplete_body");

    @Test
    void theTableOfReasonsHasTheCodesOfTheSource() {
        assertThat(documented().keySet()).containsExactlyElementsOf(given());
    }

    @Test
    void theTableOfReasonsHasTheStatusesOfFailures() {
        Map<String, String> documented = documented();
        for (Failure.Kind kind : Failure.Kind.values()) {
            assertThat(documented.get(kind.code())).as(kind.code()).contains(Integer.toString(kind.status()));
        }
    }

    private static Set<String> given() {
        Set<String> codes = new TreeSet<>();
        for (Failure.Kind kind : Failure.Kind.values()) {
            codes.add(kind.code());
        }
        for (Path file : SourceTree.mainSources()) {
            String source = SourceTree.read(file);
            collect(REPLY, source, codes);
            if (source.contains("package dev.windrose.http.h1;")) {
                collect(WORD, source, codes);
            }
        }
        codes.removeAll(INSIDE);
        return codes;
    }

    private static void collect(Pattern pattern, String source, Set<String> codes) {
        Matcher found = pattern.matcher(source);
        while (found.find()) {
            codes.add(found.group(1));
        }
    }

    /** Statuses by code. */
    private static Map<String, String> documented() {
        String page = SourceTree.read(SourceTree.root().resolve("docs/operating.md"));
        int from = page.indexOf(SECTION) + SECTION.length();
        int to = page.indexOf("\n## ", from);
        Map<String, String> statuses = new TreeMap<>();
        Matcher row = ROW.matcher(page.substring(from, to < 0 ? page.length() : to));
        while (row.find()) {
            Matcher code = CODE.matcher(row.group(1));
            while (code.find()) {
                statuses.put(code.group(1), row.group(2));
            }
        }
        return statuses;
    }
}
