package dev.windrose.documents.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What the quick reader takes, the YAML parser takes for the same, up to lines and columns. The texts are the translator's cases, whole and damaged. */
class PlainYamlTest {
    private static final Path CASES = Path.of("../translate/src/test/resources");
    private static final int DAMAGED = Integer.getInteger("plain.damaged", 30);
    private static final List<String> FRAGMENTS = List.of(
            "",
            " ",
            "  ",
            "\n",
            "\n\n",
            ":",
            ": ",
            "- ",
            "-",
            "---",
            "...",
            "{",
            "}",
            "[",
            "]",
            ",",
            ", ",
            "\"",
            "'",
            "''",
            "\\",
            "#",
            " #",
            "&a ",
            "*a",
            "!t ",
            "|",
            ">",
            "%",
            "@",
            "`",
            "?",
            "? ",
            "null",
            "~",
            "true",
            "0",
            "-1",
            "1e3",
            ".inf",
            ".",
            "$",
            "${A}",
            "<<: ",
            "\t",
            "\r",
            "é",
            "\u2028",
            "\u0000",
            "a: b",
            "\n  a: b",
            "\n- b",
            "/x",
            "^",
            "(",
            "=");

    @Test
    void itIsTheSameAsWhatTheParserReads() throws IOException {
        int taken = 0;
        List<String> texts = texts();
        for (String text : texts) {
            taken += compare(text) ? 1 : 0;
        }
        assertThat(taken).isGreaterThan(texts.size() * 7 / 10);
    }

    @Test
    void damageNeverMakesItAnotherText() throws IOException {
        Random random = new Random(3);
        int taken = 0;
        for (String text : texts()) {
            for (int i = 0; i < DAMAGED; i++) {
                taken += compare(damage(text, random)) ? 1 : 0;
            }
        }
        assertThat(taken).isGreaterThan(1000);
    }

    @Test
    void routesAsPeopleWriteThemAreTaken() {
        assertThat(PlainYaml.parse("""
                ---
                # A route.
                kind: HTTPRoute
                metadata: {name: a, labels: {x: "y z"}}
                spec:
                  rules:
                  - matches:
                      - path: {type: Exact, value: /a}
                    backendRefs: [{name: b, port: 80}, {name: 'c'}]
                """)).isNotNull();
    }

    private static boolean compare(String text) {
        Node quick = PlainYaml.parse(text);
        if (quick == null) {
            return false;
        }
        Node whole = null;
        try {
            whole = new Composer().parse("f", text, YamlText.MOST_ADDED);
        } catch (YamlEngineException e) {
            assertThat(e).as(text).isNull();
        }
        assertThat(quick).as(text).isEqualTo(whole);
        return true;
    }

    private static List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(CASES)) {
            files.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(file -> {
                try {
                    texts.addAll(List.of(Files.readString(file).split("(?m)^(?=---)", -1)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        texts.removeIf(String::isBlank);
        return texts;
    }

    private static String damage(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
            int from = random.nextInt(damaged.length() + 1);
            int to = Math.min(damaged.length(), from + (random.nextBoolean() ? 0 : random.nextInt(6)));
            damaged.replace(from, to, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
        }
        return damaged.toString();
    }
}
