package dev.windrose.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A skipped test is a failed one: what did not run proves nothing. This module is built last, so the reports of all others lie
 * there already.
 */
class SkippedTestsTest {

    private static final Pattern SKIPPED = Pattern.compile("<testsuite [^>]*\\bskipped=\"([1-9]\\d*)\"");

    @Test
    void everyTestOfEveryModuleRan() {
        List<String> found = new ArrayList<>();
        for (Path module : SourceTree.modules()) {
            // The tests of this module are still running.
            boolean own = Path.of("").toAbsolutePath().equals(module);
            if (!own
                    && Files.isDirectory(module.resolve("src/test/java"))
                    && reports(module).isEmpty()) {
                found.add(SourceTree.shown(module)
                        + ": no report of tests (expected: at least one; run all with mvn verify)");
            }
        }
        for (Path report : SourceTree.filesUnder("target/surefire-reports", ".xml")) {
            Matcher matcher = SKIPPED.matcher(SourceTree.read(report));
            if (matcher.find()) {
                found.add(SourceTree.shown(report) + ": " + matcher.group(1) + " skipped (expected: 0)");
            }
        }
        assertThat(found).isEmpty();
    }

    private static List<Path> reports(Path module) {
        Path folder = module.resolve("target/surefire-reports");
        return Files.isDirectory(folder) ? SourceTree.walk(folder, ".xml") : List.of();
    }
}
