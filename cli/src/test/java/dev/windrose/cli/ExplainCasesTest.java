package dev.windrose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every folder of {@code explain} is a test: {@code documents.yaml}, the words after {@code windrose explain} in {@code ask}, one a line, and what is
 * printed in {@code expected}. {@code -Dgolden.update=true} writes the last anew, for review.
 */
class ExplainCasesTest {
    private static final Path CASES = Path.of("src/test/resources/explain");
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");

    static List<Path> cases() throws IOException {
        try (Stream<Path> list = Files.list(CASES)) {
            return list.filter(Files::isDirectory).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void explains(Path folder) throws IOException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> words = new ArrayList<>(
                List.of("explain", folder.resolve("documents.yaml").toString()));
        words.addAll(Files.readAllLines(folder.resolve("ask")));
        int exit = Windrose.run(words.toArray(new String[0]), new PrintWriter(out, true), new PrintWriter(err, true));
        String told = out.toString().replace(folder + "/", "") + "exit: " + exit + "\n";
        Path expected = folder.resolve("expected");
        if (UPDATE) {
            Files.writeString(expected, told);
        }
        assertThat(told).as(err.toString()).isEqualTo(Files.readString(expected));
    }
}
