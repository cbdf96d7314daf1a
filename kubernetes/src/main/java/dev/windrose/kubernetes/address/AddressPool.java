package dev.windrose.kubernetes.address;

import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.Gateway.Address;
import dev.windrose.translate.Addresses;
import dev.windrose.translate.Condition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives each Gateway its addresses: those it asks for, else of each family that there are ranges of one that no other has. What a Gateway had it keeps, also over a restart,
 * because its status tells; what a Gateway had that is gone is free again. Called by one thread, but for {@link #isOutdated}.
 */
public final class AddressPool implements Addresses {
    private final List<Range> ranges;
    private final List<String> shared;
    private final Predicate<String> usable;
    private Map<String, Given> given = Map.of();
    /** What {@link #usable} said of those addresses that mattered. */
    private volatile Map<String, Boolean> tested = Map.of();

    /**
     * @param ranges none to give no address of its own to any Gateway
     * @param shared what every Gateway without an address of its own shows: addresses of this machine
     * @param usable whether an address can be listened on here
     */
    public AddressPool(List<Range> ranges, List<String> shared, Predicate<String> usable) {
        this.ranges = List.copyOf(ranges);
        this.shared = List.copyOf(shared);
        this.usable = usable;
    }

    /** Settles who has which address, for all Gateways of ours, the oldest first. */
    public void assign(List<Request> requests) {
        Map<String, Given> next = new HashMap<>();
        Map<String, Boolean> tests = new HashMap<>();
        Predicate<String> test = address -> tests.computeIfAbsent(address, usable::test);
        Set<String> taken = new HashSet<>();
        // Those that are asked for by name, then those that were had, come before any choice of ours.
        requests.forEach(request -> request.asked().forEach(each -> taken.add(IpFamily.canonical(each.value()))));
        Map<String, List<String>> kept = new HashMap<>();
        for (Request request : requests) {
            if (isOpen(request)) {
                kept.put(request.gateway(), kept(request, taken));
            }
        }
        for (Request request : requests) {
            next.put(request.gateway(), decide(request, kept.getOrDefault(request.gateway(), List.of()), taken, test));
        }
        given = next;
        tested = tests;
    }

    /** Whether this machine has lost or got one of the addresses since they were assigned. */
    public boolean isOutdated() {
        return tested.entrySet().stream().anyMatch(each -> usable.test(each.getKey()) != each.getValue());
    }

    private static boolean isOpen(Request request) {
        return request.asked().isEmpty() || request.asked().stream().anyMatch(Request.Asked::isOpen);
    }

    /** At most one address of each family. */
    private List<String> kept(Request request, Set<String> taken) {
        Given before = given.get(request.gateway());
        Set<String> had = new LinkedHashSet<>(before == null ? List.of() : before.listen());
        request.shown().forEach(each -> had.add(IpFamily.canonical(each)));
        List<String> kept = new ArrayList<>();
        for (IpFamily family : families()) {
            had.stream()
                    .filter(address -> of(family).anyMatch(range -> range.contains(address)))
                    .filter(taken::add)
                    .findFirst()
                    .ifPresent(kept::add);
        }
        return kept;
    }

    /** In the order of the ranges. */
    private List<IpFamily> families() {
        return ranges.stream().map(Range::family).distinct().toList();
    }

    private Stream<Range> of(IpFamily family) {
        return ranges.stream().filter(range -> range.family() == family);
    }

    private Given decide(Request request, List<String> kept, Set<String> taken, Predicate<String> test) {
        List<String> listen = new ArrayList<>();
        List<String> unusable = new ArrayList<>();
        for (Request.Asked asked : request.asked()) {
            if (!asked.isSupported()) {
                return new Given(
                        List.of(),
                        no(
                                "Accepted",
                                "UnsupportedAddress",
                                "address type " + asked.type() + " (expected: IPAddress)"));
            }
            if (!asked.isOpen()) {
                List<String> known = test.test(asked.value()) ? listen : unusable;
                if (!known.contains(asked.value())) {
                    known.add(asked.value());
                }
            }
        }
        if (!unusable.isEmpty()) {
            String message = "addresses that this machine cannot listen on: " + String.join(", ", unusable);
            return new Given(listen, no("Programmed", "AddressNotUsable", message));
        }
        return isOpen(request) ? open(listen, kept, taken, test) : new Given(listen, null);
    }

    private Given open(List<String> listen, List<String> kept, Set<String> taken, Predicate<String> test) {
        if (ranges.isEmpty()) {
            listen.add("0.0.0.0");
            return new Given(listen, null);
        }
        for (IpFamily family : families()) {
            String address = address(family, kept, taken);
            if (address == null) {
                return new Given(listen, no("Programmed", "AddressNotAssigned", "every address of the pool is taken"));
            }
            taken.add(address);
            listen.add(address);
            if (!test.test(address)) {
                String why = address + " of the pool is none of this machine";
                return new Given(listen, no("Programmed", "AddressNotUsable", why));
            }
        }
        return new Given(listen, null);
    }

    private @Nullable String address(IpFamily family, List<String> kept, Set<String> taken) {
        for (String address : kept) {
            if (IpFamily.of(address) == family) {
                return address;
            }
        }
        return of(family)
                .map(range -> range.free(taken))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static Condition no(String type, String reason, String message) {
        return new Condition(type, false, reason, message);
    }

    @Override
    public Assignment of(Gateway gateway) {
        Given found = given.get(gateway.metadata().key());
        if (found == null) {
            return Addresses.OF_THE_MACHINE.of(gateway);
        }
        List<Address> shown = shown(found).stream()
                .map(address ->
                        new Address("IPAddress", address, gateway.metadata().at()))
                .toList();
        return new Assignment(found.listen(), shown, found.problem());
    }

    /** What the status shows: where clients reach it. */
    private List<String> shown(Given found) {
        return found.listen().contains("0.0.0.0") ? shared : found.listen();
    }

    /** What a Gateway has; {@code problem} is a condition that does not hold because of it, or null. */
    private record Given(List<String> listen, @Nullable Condition problem) {}
}
