package dev.windrose.engine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.model.Binding;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.Destination;
import dev.windrose.model.HostPattern;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.model.Security;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NameTableTest {
    @Test
    void theMostSpecificNameWins() {
        NameTable table = table("a.example.com", "*.example.com", "*.b.example.com", "*");
        assertThat(table.find("a.example.com")).hasToString("a.example.com");
        assertThat(table.find("x.example.com")).hasToString("*.example.com");
        assertThat(table.find("x.y.example.com")).hasToString("*.example.com");
        assertThat(table.find("x.b.example.com")).hasToString("*.b.example.com");
        assertThat(table.find("example.com")).hasToString("*");
        assertThat(table.find(null)).hasToString("*");
    }

    @Test
    void withoutACatchAllNobodyTakesTheRest() {
        NameTable table = table("*.example.com");
        assertThat(table.find("example.com")).isNull();
        assertThat(table.find(".example.com")).isNull();
        assertThat(table.find("")).isNull();
        assertThat(table.find(null)).isNull();
    }

    @Test
    void aNameOfTwoListenersAndACarrierThatIsNoneAreProblems() {
        ListenerId port = new ListenerId("port");
        Model model = new Model(
                List.of(
                        listener("port", new Binding.Port("127.0.0.1", 0), new Protocol.ByServerName()),
                        listener("one", new Binding.Named(port, List.of(new HostPattern("a.test"))), tcp()),
                        listener("two", new Binding.Named(port, List.of(new HostPattern("a.test"))), tcp()),
                        listener("lost", new Binding.Named(new ListenerId("one"), List.of(HostPattern.ANY)), tcp())),
                Map.of(),
                Map.of(),
                Map.of());
        CompileResult result = Compiler.compile(model, Snapshot.EMPTY, FilterRegistry.of(List.of()));
        assertThat(result.problems())
                .extracting(CompileResult.Problem::what)
                .containsExactly(
                        "name: a.test (expected: one listener for it, but one is there)",
                        "carrier: one (expected: a listener of the model that goes by server name)");
        RunningListener running =
                Objects.requireNonNull(result.snapshot().listeners().get(port));
        assertThat(running.names().find("a.test")).hasToString("one");
    }

    private static Protocol tcp() {
        return new Protocol.Tcp(new Destination.Fail(500, "test"));
    }

    private static ListenerSpec listener(String id, Binding binding, Protocol protocol) {
        return new ListenerSpec(
                new ListenerId(id), binding, new Security.Passthrough(), protocol, ConnectionPolicy.DEFAULT);
    }

    /** Each name's listener is called as the name. */
    private static NameTable table(String... names) {
        Map<HostPattern, ListenerId> inside = new LinkedHashMap<>();
        for (String name : names) {
            inside.put(new HostPattern(name), new ListenerId(name));
        }
        return new NameTable(inside);
    }
}
