package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.dataplane.ConfigurationSource.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileConfigurationTest {
    @TempDir
    Path folder;

    private FileConfiguration files;

    @BeforeEach
    void write() throws IOException {
        gateway("g", 8080);
        files = new FileConfiguration(List.of(folder));
    }

    private void gateway(String name, int port) throws IOException {
        Files.writeString(folder.resolve(name + ".yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: %s}
                spec:
                  gatewayClassName: windrose
                  listeners: [{name: http, port: %d, protocol: HTTP}]
                """.formatted(name, port));
    }

    @Test
    void aFileThatCannotBeParsedKeepsWhatItSaidWhileOthersApply() throws IOException {
        assertThat(files.read().model().listeners()).hasSize(1);
        Files.writeString(folder.resolve("g.yaml"), "kind: Gateway\nspec: {listeners: [");
        gateway("h", 8081);
        Configuration read = files.read();
        assertThat(read.model().listeners()).hasSize(2);
        assertThat(read.notes()).anySatisfy(note -> {
            assertThat(note.error()).isTrue();
            assertThat(note.text()).contains("g.yaml:3:1: error: ").contains("YAML");
        });
        assertThat(read.notes()).anySatisfy(note -> assertThat(note.text()).contains("what it said before stays"));
    }

    @Test
    void aFileThatWasNeverGoodContributesWhatCanBeRead() throws IOException {
        Files.writeString(folder.resolve("x.yaml"), "{[");
        Configuration read = files.read();
        assertThat(read.model().listeners()).hasSize(1);
        assertThat(read.notes()).anyMatch(note -> note.error());
    }

    @Test
    void aDeletedFileTakesItsDocumentsAway() throws IOException {
        files.read();
        Files.delete(folder.resolve("g.yaml"));
        assertThat(files.read().model().listeners()).isEmpty();
    }

    @Test
    void eachDocumentHasAStatus() {
        assertThat(Statuses.of(files.read().written().statuses())).anySatisfy(status -> {
            assertThat(status.object()).isEqualTo("Gateway default/g");
            assertThat(status.state()).isEqualTo("Accepted");
        });
    }
}
