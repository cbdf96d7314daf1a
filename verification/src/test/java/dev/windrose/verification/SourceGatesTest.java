package dev.windrose.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Gates on the text of the sources; CONTRIBUTING.md says why each exists. */
class SourceGatesTest {

    private static final int FILE_LINES = 500;
    private static final int METHOD_LINES = 60;
    private static final int PARAMETERS = 6;
    private static final int RECORD_COMPONENTS = 12;

    // Written in two parts, so that this file does not break its own rules.
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");
    private static final Pattern SKIPPED =
            Pattern.compile("@Dis" + "abled|\\bAssum" + "ptions\\b|\\bassum" + "e(That|True|False|ingThat)\\(");
    private static final Pattern SLEEP = Pattern.compile("Thread\\.sl" + "eep\\(|TimeUnit\\.\\w+\\.sl" + "eep\\(");
    private static final Pattern MACHINE_PATH = Pattern.compile(
            "\"(/ho" + "me/|/ro" + "ot/|/Us" + "ers/|/wo" + "rk/|/usr/lib/j" + "vm/|[A-Z]:\\\\\\\\Users)");

    @Test
    void filesStayShort() throws IOException {
        List<ParsedSource> sources = ParsedSource.parse(SourceTree.allSources());
        report("files of main code, lines", mainOnly(sources).stream().mapToInt(ParsedSource::lines));
        assertThat(sources.stream()
                        .filter(source -> source.lines() > FILE_LINES)
                        .map(source -> SourceTree.shown(source.file()) + ": " + source.lines()
                                + " lines (expected: at most " + FILE_LINES + ")"))
                .isEmpty();
    }

    @Test
    void methodsStayShort() throws IOException {
        List<ParsedSource> sources = ParsedSource.parse(SourceTree.allSources());
        report(
                "methods of main code, lines",
                mainOnly(sources).stream()
                        .flatMap(source -> source.methods().stream())
                        .mapToInt(ParsedSource.Method::lines));
        assertThat(breaking(sources, method -> method.lines() > METHOD_LINES)).isEmpty();
    }

    @Test
    void parametersStayFew() throws IOException {
        List<ParsedSource> sources = ParsedSource.parse(SourceTree.allSources());
        assertThat(breaking(
                        sources, method -> method.parameters() > (method.ofRecord() ? RECORD_COMPONENTS : PARAMETERS)))
                .isEmpty();
    }

    @Test
    void varOnlyWhereTheRightSideNamesTheType() throws IOException {
        List<String> found = new ArrayList<>();
        for (ParsedSource source : ParsedSource.parse(SourceTree.allSources())) {
            source.unreadableVars().forEach(line -> found.add(SourceTree.shown(source.file()) + ":" + line));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void nothingIsLeftForLater() {
        assertThat(matches(SourceTree.allSources(), UNFINISHED)).isEmpty();
    }

    @Test
    void noTestIsSkipped() {
        assertThat(matches(SourceTree.testSources(), SKIPPED)).isEmpty();
    }

    @Test
    void noTestSleeps() {
        assertThat(matches(SourceTree.testSources(), SLEEP)).isEmpty();
    }

    @Test
    void noSourceNamesAMachine() {
        assertThat(matches(SourceTree.allSources(), MACHINE_PATH)).isEmpty();
    }

    private interface Rule {
        boolean isBrokenBy(ParsedSource.Method method);
    }

    private static List<String> breaking(List<ParsedSource> sources, Rule rule) {
        List<String> found = new ArrayList<>();
        for (ParsedSource source : sources) {
            source.methods().stream()
                    .filter(rule::isBrokenBy)
                    .forEach(method ->
                            found.add(SourceTree.shown(source.file()) + ":" + method.line() + " " + method.name()
                                    + ": " + method.lines() + " lines, " + method.parameters()
                                    + " parameters (expected: at most "
                                    + METHOD_LINES + " and " + PARAMETERS + ")"));
        }
        return found;
    }

    private static List<String> matches(List<Path> files, Pattern pattern) {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            int number = 0;
            for (String line : SourceTree.read(file).lines().toList()) {
                number++;
                if (pattern.matcher(line).find()) {
                    found.add(SourceTree.shown(file) + ":" + number + ": " + line.strip());
                }
            }
        }
        return found;
    }

    private static List<ParsedSource> mainOnly(List<ParsedSource> sources) {
        return sources.stream()
                .filter(source -> SourceTree.shown(source.file()).contains("src/main/java"))
                .toList();
    }

    private static void report(String what, IntStream values) {
        int[] sorted = values.sorted().toArray();
        if (sorted.length > 0) {
            System.out.printf(
                    "%s: %d, median %d, p90 %d, longest %d%n",
                    what,
                    sorted.length,
                    sorted[sorted.length / 2],
                    sorted[sorted.length * 9 / 10],
                    Arrays.stream(sorted).max().orElse(0));
        }
    }
}
