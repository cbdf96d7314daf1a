package dev.windrose.kubernetes.address;

import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.Gateway.Address;
import dev.windrose.model.IpAddress;
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
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives each Gateway its addresses: those it asks for, else of each family that there are ranges of one that no other has. What a Gateway had it
 * keeps, also over a restart, because its status tells, and also when another asks for it; what a Gateway had that is gone is free again. Called by
 * one thread, but for {@link #isOutdated}.
 */
public final class AddressPool implements Addresses {
    private final List<Range> ranges;
    private final Supplier<List<String>> machine;
    private final Predicate<String> usable;
    private Map<String, Given> given = Map.of();
    /** What every Gateway without an address of its own shows. */
    private volatile List<String> shared;
    /** What {@link #usable} said of those addresses that mattered. */
    private volatile Map<String, Boolean> tested = Map.of();
    /** What the machine was like when it was looked at last; what was assigned may be older. */
    private volatile Look look;

    /** @param usable as {@link AddressPool#tested} */
    private record Look(List<String> shared, Map<String, Boolean> usable) {}

    /**
     * @param ranges none to give no address of its own to any Gateway
     * @param machine what every Gateway without an address of its own shows: addresses of this machine, none as long as they are not known
     * @param usable whether an address can be listened on here
     */
    public AddressPool(List<Range> ranges, Supplier<List<String>> machine, Predicate<String> usable) {
        this.ranges = List.copyOf(ranges);
        this.machine = machine;
        this.usable = usable;
        this.shared = List.copyOf(machine.get());
        this.look = new Look(shared, Map.of());
    }

    /** Settles who has which address, for all Gateways of ours, the oldest first. */
    public void assign(List<Request> requests) {
        Map<String, Given> next = new HashMap<>();
        Map<String, Boolean> tests = new HashMap<>();
        Look now = look;
        Predicate<String> test = address -> tests.computeIfAbsent(address, _ -> isUsable(address, now));
        Set<String> taken = new HashSet<>();
        // What is in use stays with whom it was given to, whoever asks for it by name; what is asked for comes before
        // any
        // choice of ours.
        for (Request request : requests) {
            asked(request).filter(had(request)::contains).forEach(taken::add);
        }
        Map<String, List<String>> kept = new HashMap<>();
        Set<String> inUse = new HashSet<>();
        for (Request request : requests) {
            List<String> own = isOpen(request) ? kept(request, taken) : List.of();
            kept.put(request.gateway(), own);
            inUse.addAll(own);
        }
        requests.forEach(request -> asked(request).forEach(taken::add));
        for (Request request : requests) {
            List<String> own = kept.getOrDefault(request.gateway(), List.of());
            Given decided = decide(request, own, taken, test);
            List<String> theirs = asked(request).filter(inUse::contains).toList();
            next.put(request.gateway(), theirs.isEmpty() ? decided : decided.without(theirs));
        }
        given = next;
        tested = tests;
        shared = now.shared();
    }

    /** A test opens a socket: once for each address, until the machine is looked at again. */
    private boolean isUsable(String address, Look now) {
        Boolean known = now.usable().get(address);
        if (known == null) {
            known = tested.get(address);
        }
        return known == null ? usable.test(address) : known;
    }

    /** Looks at the machine: whether it has lost or got one of the addresses since they were assigned. */
    public boolean isOutdated() {
        Map<String, Boolean> before = tested;
        Map<String, Boolean> now = new HashMap<>();
        before.keySet().forEach(address -> now.put(address, usable.test(address)));
        List<String> found = List.copyOf(machine.get());
        // One that cannot be told at the moment stays.
        look = new Look(found.isEmpty() ? shared : found, now);
        return !now.equals(before) || !look.shared().equals(shared);
    }

    private static Stream<String> asked(Request request) {
        return request.asked().stream().map(each -> IpAddress.canonicalOr(each.value()));
    }

    private Set<String> had(Request request) {
        Given before = given.get(request.gateway());
        Set<String> had = new LinkedHashSet<>();
        if (before != null) {
            before.listen().forEach(each -> had.add(IpAddress.canonicalOr(each)));
        }
        request.shown().forEach(each -> had.add(IpAddress.canonicalOr(each)));
        return had;
    }

    private static boolean isOpen(Request request) {
        return request.asked().isEmpty() || request.asked().stream().anyMatch(Request.Asked::isOpen);
    }

    /** At most one address of each family. */
    private List<String> kept(Request request, Set<String> taken) {
        Set<String> had = had(request);
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
                String address = IpAddress.canonicalOr(asked.value());
                List<String> known = test.test(address) ? listen : unusable;
                if (!known.contains(address)) {
                    known.add(address);
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
    private record Given(List<String> listen, @Nullable Condition problem) {
        /** As if others had been asked for in vain: they are another Gateway's. */
        Given without(List<String> theirs) {
            List<String> left = listen.stream()
                    .filter(each -> !theirs.contains(IpAddress.canonicalOr(each)))
                    .toList();
            boolean refused = problem != null && problem.type().equals("Accepted");
            String why = "addresses that another Gateway has: " + String.join(", ", theirs);
            return new Given(left, refused ? problem : no("Programmed", "AddressNotUsable", why));
        }
    }
}
