package dev.windrose.engine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.model.Binding;
import dev.windrose.model.Binding.Asked;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.Destination;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.model.Security;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DestinationTableTest {
    private static final ListenerId CARRIER = new ListenerId("carrier");

    @Test
    void aListenerForThePortGoesBeforeOneForEveryPort() {
        DestinationTable table = table(new Asked("10.0.0.1", 80), new Asked("10.0.0.1", 0));
        assertThat(table.find("10.0.0.1", 80)).hasToString("10.0.0.1:80");
        assertThat(table.find("10.0.0.1", 81)).hasToString("10.0.0.1:0");
        assertThat(table.find("10.0.0.2", 80)).isNull();
    }

    @Test
    void anAddressIsTheSameHoweverItIsWritten() {
        DestinationTable table = table(new Asked("2001:DB8::7", 80), new Asked("Cart.Shop", 80));
        assertThat(table.find("2001:db8:0:0:0:0:0:7", 80)).isNotNull();
        assertThat(table.find("2001:0db8::0007", 80)).isNotNull();
        assertThat(table.find("2001:db8::8", 80)).isNull();
        assertThat(table.find("no:address", 80)).isNull();
        assertThat(table.find("cart.shop", 80)).isNotNull();
    }

    @Test
    void aDestinationOfTwoListenersAndACarrierThatIsNoneAreProblems() {
        Binding taken = new Binding.Carried(CARRIER, List.of(new Asked("10.0.0.1", 80)));
        Binding lost = new Binding.Carried(new ListenerId("one"), List.of(new Asked("10.0.0.1", 80)));
        CompileResult result =
                compile(List.of(carrier(), listener("one", taken), listener("two", taken), listener("lost", lost)));
        assertThat(result.problems())
                .extracting(CompileResult.Problem::what)
                .containsExactly(
                        "destination: 10.0.0.1:80 (expected: one listener for it, but one is there)",
                        "carrier: one (expected: a listener of the model that goes by destination)");
    }

    /** One listener for each destination, with its name. */
    private static DestinationTable table(Asked one, Asked other) {
        CompileResult result = compile(List.of(carrier(), of(one), of(other)));
        assertThat(result.problems()).isEmpty();
        return Objects.requireNonNull(result.snapshot().listeners().get(CARRIER))
                .destinations();
    }

    private static ListenerSpec of(Asked asked) {
        return listener(asked.host() + ":" + asked.port(), new Binding.Carried(CARRIER, List.of(asked)));
    }

    private static CompileResult compile(List<ListenerSpec> listeners) {
        Model model = new Model(listeners, Map.of(), Map.of(), Map.of());
        return Compiler.compile(model, Snapshot.EMPTY, FilterRegistry.of(List.of()));
    }

    private static ListenerSpec carrier() {
        Protocol.Tcp onward = new Protocol.Tcp(new Destination.OriginalAddress());
        Binding captured = new Binding.Captured(Binding.Direction.OUTBOUND, "127.0.0.1", 0);
        return new ListenerSpec(
                CARRIER,
                captured,
                new Security.Plaintext(),
                new Protocol.ByDestination(onward),
                ConnectionPolicy.DEFAULT);
    }

    private static ListenerSpec listener(String name, Binding binding) {
        return new ListenerSpec(
                new ListenerId(name),
                binding,
                new Security.Plaintext(),
                new Protocol.Tcp(new Destination.OriginalAddress()),
                ConnectionPolicy.DEFAULT);
    }
}
