package dev.windrose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code check} of a folder where every file has a mistake. {@code -Dgolden.update=true} writes the expected text anew, for review. */
class BrokenFolderTest {
    private static final Path FOLDER = Path.of("..", "translate", "src", "test", "resources", "broken");
    private static final Path EXPECTED =
            Path.of("src", "test", "resources", "dev", "windrose", "cli", "broken-folder.txt");
    /** What would have been right, or what there is in its place. */
    private static final Pattern HELPFUL = Pattern.compile(
            "expected: |did you mean|not found|unknown field|written twice|is not closed|tabs|no listener is valid");

    private final StringWriter out = new StringWriter();

    private String check() {
        PrintWriter writer = new PrintWriter(out, true);
        assertThat(Windrose.run(new String[] {"check", FOLDER.toString()}, writer, writer))
                .isEqualTo(1);
        return out.toString().replace(FOLDER + "/", "");
    }

    @Test
    void theFolderGetsTheExpectedMessages() throws IOException {
        String actual = check();
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(EXPECTED, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(EXPECTED));
    }

    @Test
    void everyFileGetsMessagesOfItsOwnAndEachSaysWhatToDo() throws IOException {
        List<String> lines = check().lines().toList();
        List<String> messages = lines.subList(0, lines.size() - 1);
        assertThat(messages)
                .doesNotHaveDuplicates()
                .allMatch(line -> HELPFUL.matcher(line).find());
        List<String> files;
        try (Stream<Path> list = Files.list(FOLDER)) {
            files = list.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(30);
        assertThat(messages.stream()
                        .map(line -> line.substring(0, line.indexOf(':')))
                        .distinct()
                        .sorted()
                        .toList())
                .isEqualTo(files);
        // None is about what another file says.
        assertThat(messages).filteredOn(line -> line.contains("first at")).hasSize(1);
    }
}
