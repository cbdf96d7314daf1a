package dev.windrose.verification.translated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.Documents;
import dev.windrose.engine.snapshot.CompileResult.Problem;
import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.Binding;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.Destination;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.model.Security;
import dev.windrose.translate.Addresses;
import dev.windrose.translate.MeshTranslator;
import dev.windrose.translate.MeshView;
import dev.windrose.translate.Translator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever is written, what is translated of it can be compiled: what cannot run is told in statuses, where people look for it. The inputs are the
 * golden cases, and the same with random damage.
 */
class CompiledCasesTest {
    private static final int ROUNDS = 8;
    private static final FilterRegistry FILTERS = FilterRegistry.load();
    private static final MeshView CLIENTS = new MeshView(
            "clients",
            new ListenerSpec(
                    new ListenerId("outbound"),
                    new Binding.Captured(Binding.Direction.OUTBOUND, "127.0.0.1", 15001),
                    new Security.Plaintext(),
                    new Protocol.ByDestination(new Protocol.Tcp(new Destination.OriginalAddress())),
                    ConnectionPolicy.DEFAULT));
    /** What gets between the letters: first what breaks YAML, then what breaks paths, names and values. */
    private static final List<String> FRAGMENTS = List.of(
            "",
            "{",
            "]",
            ":",
            " ",
            "-",
            "\"",
            "null",
            "0",
            "-1",
            "/",
            "*",
            "~",
            "?",
            "#",
            "%zz",
            "%5C",
            "/../",
            ";x",
            "connection",
            "host",
            "(",
            "\\Q",
            "é",
            "\u007f");

    @Test
    void everyCaseCompiles() throws IOException {
        for (Path folder : GoldenCases.all()) {
            assertThat(refused(GoldenCases.text(folder))).as(folder.toString()).isEmpty();
        }
    }

    @Test
    void whatIsLeftOfADamagedCaseCompiles() throws IOException {
        Random random = new Random(4);
        for (Path folder : GoldenCases.all()) {
            String text = GoldenCases.text(folder);
            for (int round = 0; round < ROUNDS; round++) {
                String damaged = damaged(text, random);
                assertThat(refused(damaged)).as(damaged).isEmpty();
            }
        }
    }

    private static List<Problem> refused(String text) {
        Documents documents = GoldenCases.read(text);
        List<Problem> problems =
                new ArrayList<>(compile(Translator.translate(documents, Addresses.OF_THE_MACHINE, GoldenCases.NOW)
                        .model()));
        problems.addAll(compile(MeshTranslator.translate(documents, CLIENTS, GoldenCases.NOW)));
        return problems;
    }

    private static List<Problem> compile(Model model) {
        return Compiler.compile(model, Snapshot.EMPTY, FILTERS).problems();
    }

    private static String damaged(String text, Random random) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
            int at = random.nextInt(lines.size());
            String line = lines.get(at);
            String fragment = FRAGMENTS.get(random.nextInt(FRAGMENTS.size()));
            int from = random.nextInt(line.length() + 1);
            int to = Math.min(line.length(), from + random.nextInt(4));
            lines.set(at, line.substring(0, from) + fragment + line.substring(to));
        }
        return String.join("\n", lines);
    }
}
