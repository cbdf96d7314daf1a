package dev.windrose.verification.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Written;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages of docs/reference say what the code says. */
class ReferenceTest {
    private static final Path ROOT = Path.of("..");
    private static final Path FOLDER = ROOT.resolve("docs").resolve("reference");
    private static final Pattern CODE =
            Pattern.compile("(?:new LocalReply|LocalReply\\.of|new Rejection)\\(\\s*[^,;]+,\\s*\"(\\w+)\"");

    private static final Pattern CODE_OF_PAGE = Pattern.compile("^\\| `(\\w+)`", Pattern.MULTILINE);

    static Stream<Page> pages() {
        return Stream.concat(
                Stream.of(CommandLinePage.make(), ReasonsPage.make(), AccessLogPage.make(), AdminPage.make()),
                KindPages.make().stream());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void thePageIsWhatTheCodeGives(Page page) throws Exception {
        check(page);
    }

    @Test
    void thePageOfMetricsIsWhatARunningGatewayTells(@TempDir Path folder) throws Exception {
        check(MetricsPage.make(folder));
    }

    /** A method that the probe inherits would ask a text that is not there. */
    @Test
    void theProbeAnswersEveryQuestionThatReadersCanAsk() throws Exception {
        for (Method question : Fields.class.getDeclaredMethods()) {
            // Who looks at all that is written asks for no field.
            boolean ofReaders = question.getReturnType() != Written.Members.class;
            if (Modifier.isPublic(question.getModifiers()) && ofReaders) {
                assertThat(ProbingFields.class
                                .getMethod(question.getName(), question.getParameterTypes())
                                .getDeclaringClass())
                        .as(question.toString())
                        .isEqualTo(ProbingFields.class);
            }
        }
    }

    private static void check(Page page) throws Exception {
        Path file = FOLDER.resolve(page.file());
        if ("write".equals(System.getProperty("reference"))) {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, page.text());
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("docs/reference/" + page.file() + "; `mvn verify -Dreference=write` writes it anew")
                .isEqualTo(page.text());
    }

    @Test
    void noCodeOfALocalReplyIsMissing() throws Exception {
        List<String> known = CODE_OF_PAGE
                .matcher(ReasonsPage.make().text())
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(known).contains("no_route", "bad_header", "redirect");
        try (Stream<Path> files = Files.walk(ROOT)) {
            List<Path> sources = files.filter(file -> file.toString().contains("/src/main/java/"))
                    .filter(file -> file.toString().endsWith(".java"))
                    .toList();
            for (Path source : sources) {
                Matcher literal = CODE.matcher(Files.readString(source));
                while (literal.find()) {
                    assertThat(known).as(source.toString()).contains(literal.group(1));
                }
            }
        }
    }
}
