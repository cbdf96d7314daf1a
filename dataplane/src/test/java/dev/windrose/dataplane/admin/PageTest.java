package dev.windrose.dataplane.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.dataplane.FakeExchange;
import dev.windrose.dataplane.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page's script finds what it looks for: in the page itself, and in the JSON that it reads. */
class PageTest {
    /** The variables of the script that hold JSON. */
    private static final Pattern ACCESS = Pattern.compile(
            "\\b(?:config|now|l|s|c|e|r|route|routeTable|listener|host|model|security|protocol)" + "\\.([a-zA-Z]+)");

    /** Methods of arrays and of the browser. */
    private static final Set<String> METHODS = Set.of("map", "flatMap", "length", "json");

    private static final List<String> OF_CONFIG = List.of(
            "/version",
            "/model/routeTables/table/listeners/0/name",
            "/model/routeTables/table/listeners/0/hosts/0/host",
            "/model/routeTables/table/listeners/0/hosts/0/routes/0/id",
            "/model/routeTables/table/listeners/0/hosts/0/routes/0/origin",
            "/model/listeners/0/id",
            "/model/listeners/0/security/type",
            "/model/listeners/0/protocol/type",
            "/statuses/0/object",
            "/statuses/0/state",
            "/statuses/0/message",
            "/statuses/0/origin");
    private static final List<String> OF_STATS =
            List.of("/ready", "/requests", "/routes/0/route", "/routes/0/requests", "/routes/0/errors");
    private static final List<String> OF_CLUSTERS = List.of("/0/id", "/0/endpoints/0/address", "/0/endpoints/0/active");

    private final String html = new String(Page.load().html(), StandardCharsets.UTF_8);
    private final String script = html.substring(html.indexOf("<script>"), html.indexOf("</script>"));
    private final Metrics metrics = new Metrics(1);
    private final Views views = new Views(new FakeSource(), metrics);

    @Test
    void everyElementThatTheScriptFillsIsThere() {
        List<String> ids = found(Pattern.compile("(?:byId|table)\\(\"(\\w+)\""), script);
        assertThat(ids).contains("state", "version", "rate", "listeners", "routes", "clusters", "statuses");
        for (String id : ids) {
            assertThat(html).containsOnlyOnce(" id=\"" + id + "\"");
        }
        assertThat(new TreeSet<>(ids)).isEqualTo(new TreeSet<>(found(Pattern.compile(" id=\"(\\w+)\""), html)));
    }

    @Test
    void everyPathThatTheScriptAsksIsServed() {
        List<String> paths = found(Pattern.compile("json\\(\"([^\"]+)\""), script);
        assertThat(paths).containsExactlyInAnyOrder("/stats", "/config", "/clusters");
        List<String> links = found(Pattern.compile("href=\"(/[^\"]+)\""), html);
        assertThat(links).isNotEmpty();
        for (String path : links) {
            assertThat(AdminPath.of(path)).as(path).isNotNull();
        }
        for (String path : paths) {
            assertThat(AdminPath.of(path)).as(path).isNotNull();
        }
    }

    @Test
    void everyFieldThatTheScriptReadsIsThere() {
        metrics.onFinished(new FakeExchange());
        check(views.config(), OF_CONFIG);
        check(views.stats(), OF_STATS);
        check(views.clusters(), OF_CLUSTERS);
    }

    private static void check(Object view, List<String> pointers) {
        JsonNode json = new JsonMapper().valueToTree(view);
        for (String pointer : pointers) {
            JsonNode value = json.at(pointer);
            assertThat(value.isMissingNode() || value.isContainer())
                    .as(pointer + " in " + json)
                    .isFalse();
        }
    }

    @Test
    void theScriptReadsNothingElse() {
        Set<String> known = new TreeSet<>(METHODS);
        for (List<String> pointers : List.of(OF_CONFIG, OF_STATS, OF_CLUSTERS)) {
            pointers.forEach(pointer -> known.addAll(List.of(pointer.split("/", -1))));
        }
        assertThat(found(ACCESS, script)).hasSizeGreaterThan(20).isSubsetOf(known);
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }
}
