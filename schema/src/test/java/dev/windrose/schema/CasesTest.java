package dev.windrose.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.documents.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every {@code cases/*.yaml} is a test, with all that is found wrong with it beside. {@code -Dgolden.update=true} writes that anew, for review;
 * {@code verification/conformance/schema-test} asks a real API server the same.
 */
class CasesTest {
    private static final Path CASES = Path.of("src/test/resources/cases");
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");

    static List<Path> cases() throws IOException {
        try (Stream<Path> list = Files.list(CASES)) {
            return list.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatAnApiServerWouldRefuseIsRefusedWithItsPlace(Path file) throws IOException {
        String name = file.getFileName().toString();
        StringBuilder text = new StringBuilder();
        problems(name, Files.readString(file))
                .forEach(problem -> text.append(problem).append('\n'));
        Path expected = file.resolveSibling(name.replace(".yaml", ".expected"));
        if (UPDATE) {
            Files.writeString(expected, text);
        }
        assertThat(text.toString()).isEqualTo(Files.readString(expected));
        assertThat(text.isEmpty()).isEqualTo(name.startsWith("accepted-"));
    }

    @Test
    void everyKindHasCases() throws IOException {
        List<String> names =
                cases().stream().map(file -> file.getFileName().toString()).toList();
        assertThat(names).hasSizeGreaterThan(100);
        for (String kind : List.of(
                "gateway",
                "gatewayclass",
                "httproute",
                "grpcroute",
                "tlsroute",
                "tcproute",
                "udproute",
                "listenerset",
                "referencegrant",
                "backendtlspolicy",
                "xbackend",
                "xbackendtrafficpolicy",
                "xmesh")) {
            assertThat(names).anyMatch(name -> name.startsWith(kind + "-"));
        }
    }

    private static List<Problem> problems(String name, String text) {
        ServerRefusals refusals = new ServerRefusals();
        Documents documents = DocumentReader.read(name, text, refusals);
        List<Problem> problems = new ArrayList<>(documents.problems());
        problems.addAll(refusals.beyond(documents.problems()));
        problems.sort(Comparator.comparing(Problem::position).thenComparing(Problem::message));
        return problems;
    }
}
