package dev.windrose.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration as a process: what it says first, and what it leaves behind. */
@Timeout(300)
class DemoTest {
    private static final Pattern ADDRESS = Pattern.compile("(gateway|admin): +http://127\\.0\\.0\\.1:([0-9]+)/");

    @TempDir
    Path temporary;

    private Command demo() throws IOException {
        return Command.start(List.of("-Djava.io.tmpdir=" + temporary), "demo");
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("windrose-demo-"))
                    .toList();
        }
    }

    @Test
    void whereToLookIsSaidAtTheStartAndCtrlCLeavesNothingBehind() throws Exception {
        try (Command command = demo().await("Ctrl-C ends it.")) {
            assertThat(left()).hasSize(1);
            Matcher addresses = ADDRESS.matcher(command.output());
            assertThat(addresses.find()).isTrue();
            assertThat(Wire.get(Integer.parseInt(addresses.group(2)), "/v1/users/7"))
                    .startsWith("HTTP/1.1 200");
            assertThat(addresses.find()).isTrue();
            assertThat(Wire.get(Integer.parseInt(addresses.group(2)), "/readyz"))
                    .startsWith("HTTP/1.1 200");
            assertThat(command.output().indexOf("admin:"))
                    .as("before the tour")
                    .isLessThan(command.output().indexOf("a route by path"));
            command.signal("INT");
            assertThat(command.exitCode()).as(command.output()).isZero();
            assertThat(left()).isEmpty();
        }
    }

    @Test
    void ctrlCInTheMiddleOfTheTourLeavesNothingBehindEither() throws Exception {
        try (Command command = demo().await("gateway:")) {
            command.signal("INT");
            // The tour may have ended by then.
            assertThat(command.exitCode()).as(command.output()).isIn(0, 130);
            assertThat(command.output()).doesNotContain("error");
            assertThat(left()).isEmpty();
        }
    }
}
