package dev.windrose.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The format of every source file. It runs here rather than as a Maven plugin, because the formatter parses with the javac of
 * its own JVM, and Maven may run on an older JDK than the one whose syntax we write.
 */
class FormatTest {

    private static final JavaFormatterOptions.Style STYLE = JavaFormatterOptions.Style.PALANTIR;
    private static final Formatter FORMATTER = Formatter.createFormatter(
            JavaFormatterOptions.builder().style(STYLE).build());

    @Test
    void everySourceIsFormatted() throws Exception {
        boolean apply = "apply".equals(System.getProperty("format"));
        List<String> wrong = new ArrayList<>();
        for (Path file : SourceTree.allSources()) {
            String before = SourceTree.read(file);
            String after = formatted(before);
            if (!after.equals(before)) {
                wrong.add(SourceTree.shown(file));
                if (apply) {
                    write(file, after);
                }
            }
        }
        if (!apply) {
            assertThat(wrong)
                    .as("not formatted; `mvn verify -Dformat=apply` formats them (with Maven on JDK 25 or later also"
                            + " `mvn spotless:apply`)")
                    .isEmpty();
        }
    }

    private static String formatted(String source) throws FormatterException {
        String ordered = ImportOrderer.reorderImports(source, STYLE);
        return FORMATTER.formatSource(RemoveUnusedImports.removeUnusedImports(ordered));
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }
}
