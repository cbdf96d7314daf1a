package dev.windrose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {
    static List<Path> examples() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("..", "examples"))) {
            // Those of the kinds stand each for itself, see KindExamplesTest.
            return folders.filter(Files::isDirectory)
                    .filter(folder -> !folder.endsWith("kinds"))
                    .sorted()
                    .toList();
        }
    }

    @TempDir
    Path temporary;

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleChecksWithoutAProblem(Path folder) throws Exception {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out, true);
        int code = Windrose.run(new String[] {"check", complete(folder).toString()}, writer, writer);
        assertThat(code).as(out.toString()).isZero();
        assertThat(out.toString()).contains("no problems");
    }

    /** A copy, with the Secret that an example's script makes. */
    private Path complete(Path folder) throws IOException, InterruptedException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
                Files.copy(file, temporary.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path script = folder.resolve("certificate");
        if (Files.exists(script)) {
            List<String> command = List.of(
                    "sh", script.toString(), temporary.resolve("secret.yaml").toString());
            assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                    .isZero();
        }
        return temporary;
    }
}
