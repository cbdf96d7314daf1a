package dev.windrose.kubernetes.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.Gateway.Address;
import dev.windrose.kubernetes.address.Request.Asked;
import dev.windrose.translate.Addresses.Assignment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressPoolTest {
    private static final Range RANGE = Range.of("10.245.0.0/29");

    private final Set<String> unusable = new HashSet<>();
    private final AddressPool pool =
            new AddressPool(List.of(RANGE), () -> List.of("192.0.2.1"), address -> !unusable.contains(address));

    private static Gateway gateway(String name) {
        String text = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: " + name
                + "}\nspec: {gatewayClassName: c, listeners: [{name: l, port: 80, protocol: HTTP}]}\n";
        return DocumentReader.read("g.yaml", text).of(Gateway.class).getFirst();
    }

    private static Request request(String name, List<Asked> asked, String... shown) {
        return new Request("default/" + name, asked, List.of(shown));
    }

    private List<String> given(String name) {
        return pool.of(gateway(name)).bound();
    }

    private static List<String> shown(AddressPool pool, String name) {
        return pool.of(gateway(name)).shown().stream().map(Address::value).toList();
    }

    @Test
    void eachGatewayGetsAnAddressAndKeepsItWhileOthersComeAndGo() {
        pool.assign(List.of(request("a", List.of()), request("b", List.of())));
        assertThat(given("a")).containsExactly("10.245.0.1");
        assertThat(given("b")).containsExactly("10.245.0.2");
        pool.assign(List.of(request("b", List.of()), request("c", List.of())));
        assertThat(given("b")).containsExactly("10.245.0.2");
        assertThat(given("c")).as("released with its Gateway").containsExactly("10.245.0.1");
    }

    @Test
    void afterARestartTheStatusTellsWhatAGatewayHad() {
        pool.assign(List.of(request("young", List.of()), request("old", List.of(), "10.245.0.1")));
        assertThat(given("old")).containsExactly("10.245.0.1");
        assertThat(given("young")).containsExactly("10.245.0.2");
    }

    @Test
    void anAddressThatIsAskedForIsGivenAndNotChosenForAnother() {
        pool.assign(
                List.of(request("free", List.of()), request("fixed", List.of(new Asked("IPAddress", "10.245.0.1")))));
        assertThat(given("fixed")).containsExactly("10.245.0.1");
        assertThat(given("free")).containsExactly("10.245.0.2");
        assertThat(shown(pool, "fixed")).containsExactly("10.245.0.1");
    }

    @Test
    void anAddressInUseIsNotGivenToWhoAsksForIt() {
        Request old = request("old", List.of());
        Request thief = request("thief", List.of(new Asked("IPAddress", "10.245.0.1")));
        pool.assign(List.of(old));
        pool.assign(List.of(old, thief));
        assertThat(given("old")).containsExactly("10.245.0.1");
        assertThat(given("thief")).isEmpty();
        assertThat(pool.of(gateway("thief")).refusal())
                .extracting(c -> c.type() + " " + c.reason() + ": " + c.message())
                .isEqualTo("Programmed AddressNotUsable: addresses that another Gateway has: 10.245.0.1");
        pool.assign(List.of(thief));
        assertThat(given("thief")).as("free again").containsExactly("10.245.0.1");
    }

    @Test
    void anAddressInUseStaysWithItsGatewayOverARestart() {
        Request old = request("old", List.of(), "10.245.0.1");
        Request thief = request("thief", List.of(new Asked("IPAddress", "10.245.0.1")));
        pool.assign(List.of(thief, old));
        assertThat(given("old")).containsExactly("10.245.0.1");
        assertThat(given("thief")).isEmpty();
    }

    @Test
    void anAddressThatWasAskedForIsInUseToo() {
        Request fixed = request("fixed", List.of(new Asked("IPAddress", "10.245.0.1")));
        pool.assign(List.of(fixed));
        pool.assign(List.of(request("old", List.of(), "10.245.0.1"), fixed));
        assertThat(given("fixed")).containsExactly("10.245.0.1");
        assertThat(given("old")).containsExactly("10.245.0.2");
    }

    @Test
    void anEmptyValueLeavesTheChoiceToUs() {
        pool.assign(List.of(request("a", List.of(new Asked("IPAddress", "")))));
        assertThat(given("a")).containsExactly("10.245.0.1");
    }

    @Test
    void anUnsupportedTypeIsRefusedAndAnUnusableAddressIsNotProgrammed() {
        unusable.add("203.0.113.10");
        pool.assign(List.of(
                request("name", List.of(new Asked("Hostname", "a.example"))),
                request(
                        "some",
                        List.of(new Asked("IPAddress", "203.0.113.10"), new Asked("IPAddress", "10.245.0.3")))));
        Assignment refused = pool.of(gateway("name"));
        assertThat(refused.bound()).isEmpty();
        assertThat(refused.refusal())
                .extracting(c -> c.type() + " " + c.reason())
                .isEqualTo("Accepted UnsupportedAddress");
        Assignment some = pool.of(gateway("some"));
        assertThat(some.bound()).containsExactly("10.245.0.3");
        assertThat(some.refusal())
                .extracting(c -> c.type() + " " + c.reason())
                .isEqualTo("Programmed AddressNotUsable");
    }

    @Test
    void anEmptyPoolSaysSo() {
        List<Request> many = List.of(
                request("a", List.of()),
                request("b", List.of()),
                request("c", List.of()),
                request("d", List.of()),
                request("e", List.of()),
                request("f", List.of()),
                request("g", List.of()));
        pool.assign(many);
        assertThat(given("f")).containsExactly("10.245.0.6");
        assertThat(pool.of(gateway("g")).refusal()).extracting(c -> c.reason()).isEqualTo("AddressNotAssigned");
    }

    @Test
    void withoutAPoolAllListenEverywhereAndShowTheMachine() {
        AddressPool none = new AddressPool(List.of(), () -> List.of("192.0.2.1"), _ -> true);
        none.assign(List.of(request("a", List.of())));
        assertThat(none.of(gateway("a")).bound()).containsExactly("0.0.0.0");
        assertThat(shown(none, "a")).containsExactly("192.0.2.1");
    }

    @Test
    void theMachinesAddressIsShownAsSoonAsItIsKnown() {
        List<String> machine = new ArrayList<>();
        AddressPool none = new AddressPool(List.of(), () -> List.copyOf(machine), _ -> true);
        List<Request> all = List.of(request("a", List.of()));
        none.assign(all);
        assertThat(shown(none, "a")).isEmpty();
        assertThat(none.isOutdated()).isFalse();
        machine.add("192.0.2.1");
        assertThat(none.isOutdated()).isTrue();
        none.assign(all);
        assertThat(shown(none, "a")).containsExactly("192.0.2.1");
        machine.clear();
        assertThat(none.isOutdated()).as("without a network").isFalse();
        none.assign(all);
        assertThat(shown(none, "a")).containsExactly("192.0.2.1");
    }

    @Test
    void anAddressIsTestedOnceUntilTheMachineIsLookedAt() {
        List<String> tests = new ArrayList<>();
        AddressPool counting = new AddressPool(List.of(RANGE), List::of, tests::add);
        List<Request> all = List.of(request("a", List.of()), request("b", List.of()));
        counting.assign(all);
        counting.assign(all);
        assertThat(tests).containsExactly("10.245.0.1", "10.245.0.2");
        counting.isOutdated();
        counting.assign(all);
        assertThat(tests).hasSize(4);
    }

    @Test
    void eachGatewayGetsAnAddressOfEachFamily() {
        AddressPool both = new AddressPool(
                List.of(Range.of("fd00:245::/64"), Range.of("10.0.0.0/30"), Range.of("10.0.1.0/30")),
                List::of,
                _ -> true);
        both.assign(List.of(
                request("a", List.of(), "FD00:245:0:0:0:0:0:7", "10.0.0.2"),
                request("b", List.of(), "fd00:245::7"),
                request("c", List.of()),
                request("d", List.of(new Asked("IPAddress", "fd00:245:0:0::1")))));
        assertThat(both.of(gateway("a")).bound()).containsExactly("fd00:245::7", "10.0.0.2");
        assertThat(both.of(gateway("b")).bound()).containsExactly("fd00:245::2", "10.0.0.1");
        assertThat(both.of(gateway("c")).bound()).containsExactly("fd00:245::3", "10.0.1.1");
        assertThat(both.of(gateway("d")).bound()).containsExactly("fd00:245::1");
    }

    @Test
    void aRangeLeavesOutWhatANetworkKeepsForItself() {
        assertThatThrownBy(() -> Range.of("fd00::/129")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Range.of("fd00::4/126").free(Set.of())).isEqualTo("fd00::5");
        assertThat(Range.of("fd00::4/126").free(Set.of("fd00::5", "fd00::6"))).isEqualTo("fd00::7");
        assertThat(Range.of("fd00::4/126").contains("fd00::4")).isFalse();
        assertThat(Range.of("fd00::4/126").contains("10.0.0.5")).isFalse();
        assertThat(Range.of("fd00::9/128").free(Set.of())).isEqualTo("fd00::9");
        assertThat(Range.of("10.0.0.7/32").free(Set.of())).isEqualTo("10.0.0.7");
        assertThat(Range.of("10.0.0.0/30").free(Set.of("10.0.0.1"))).isEqualTo("10.0.0.2");
        assertThat(Range.of("10.0.0.0/30").free(Set.of("10.0.0.1", "10.0.0.2"))).isNull();
        assertThat(RANGE.contains("10.245.0.8")).isFalse();
        assertThat(RANGE.contains("a.example")).isFalse();
    }

    @Test
    void anAddressThatTheMachineGetsOrLosesMakesThePoolOutdated() {
        pool.assign(List.of(request("a", List.of())));
        assertThat(pool.isOutdated()).isFalse();
        unusable.add("10.245.0.2");
        assertThat(pool.isOutdated()).as("an address that nobody has").isFalse();
        unusable.add("10.245.0.1");
        assertThat(pool.isOutdated()).isTrue();
        pool.assign(List.of(request("a", List.of())));
        assertThat(pool.isOutdated()).isFalse();
        unusable.clear();
        assertThat(pool.isOutdated()).isTrue();
    }
}
