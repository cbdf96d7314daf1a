package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.dataplane.ConfigurationSource.Configuration;
import dev.windrose.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastGoodTest {
    /** A listener with TLS, its certificate and key, and nothing else. */
    private static final Path HTTPS = Path.of("../translate/src/test/resources/cases/https/in.yaml");

    private static final String HTTP = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: g}
            spec: {listeners: [{name: http, port: 8080}]}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: r}
            spec:
              parentRefs: [{name: g}]
              hostnames: [a.example.com]
              rules: [{matches: [{path: {value: /v1}}], filters: [{type: RequestRedirect, requestRedirect: {port: 1}}]}]
            """;

    @TempDir
    Path folder;

    private Path file;
    private FileConfiguration files;

    @BeforeEach
    void start() {
        file = folder.resolve("a.yaml");
        files = new FileConfiguration(List.of(folder));
    }

    private Configuration read(String text) throws IOException {
        Files.writeString(file, text);
        return files.read();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    hostnames      | hostnams
                    a.example.com  | a_b:80
                    port: 8080     | port: x
                    port: 8080     | prt: 8080
                    kind: HTTPRoute | kind: HTTPRout
                    {name: r}      | {nme: r}
                    """)
    void aDocumentThatGotAMistakeStaysAsItWas(String good, String bad) throws IOException {
        Model before = read(HTTP).model();
        assertThat(before.routeTables().values().toString()).contains("/v1");
        Configuration after = read(HTTP.replace(good, bad));
        assertThat(after.model()).isEqualTo(before);
        assertThat(after.notes()).anyMatch(note -> note.error());
        assertThat(after.notes())
                .anyMatch(note -> note.text().contains("a.yaml: warning: ")
                        && note.text().endsWith("what it said before the mistake stays"));
        assertThat(read(HTTP.replace(good, bad)).model()).isEqualTo(before);
        assertThat(read(HTTP).notes()).isEmpty();
    }

    @Test
    void aMistakeInARuleAnswers500InsteadOfKeepingTheDocument() throws IOException {
        read(HTTP);
        Model after = read(HTTP.replace("{value: /v1}", "{type: PathPrefx, value: /v1}"))
                .model();
        assertThat(after.routeTables().values().toString()).contains("/v1").contains("Fail[status=500");
    }

    @Test
    void aDocumentThatIsTakenAwayIsGoneWhateverElseIsWrong() throws IOException {
        read(HTTP);
        Model after = read(HTTP.substring(0, HTTP.indexOf("---"))).model();
        assertThat(after.routeTables().values().toString()).doesNotContain("/v1");
    }

    @Test
    void aSecretWhoseKeyNoLongerFitsKeepsItsListenerOpen() throws IOException {
        String https = Files.readString(HTTPS);
        Model before = read(https).model();
        assertThat(before.certificates()).isNotEmpty();
        int key = https.indexOf("tls.key");
        Configuration after = read(https.substring(0, key) + "tls.kye" + https.substring(key + 7));
        assertThat(after.model()).isEqualTo(before);
        assertThat(after.notes())
                .anyMatch(note -> note.error() && note.text().contains("tls.key missing"))
                .anyMatch(note -> note.text().contains("Secret"));
    }
}
