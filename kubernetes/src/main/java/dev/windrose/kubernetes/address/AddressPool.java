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
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Gives each Gateway its addresses: those it asks for, else one of the range that no other has. What a Gateway had it keeps, also over a restart,
 * because its status tells; what a Gateway had that is gone is free again. Called by one thread.
 */
public final class AddressPool implements Addresses {
    private final @Nullable Range range;
    private final List<String> shared;
    private final Predicate<String> usable;
    private Map<String, Given> given = Map.of();

    /**
     * @param range null to give no address of its own to any Gateway
     * @param shared what every Gateway without an address of its own shows: addresses of this machine
     * @param usable whether an address can be listened on here
     */
    public AddressPool(@Nullable Range range, List<String> shared, Predicate<String> usable) {
        this.range = range;
        this.shared = List.copyOf(shared);
        this.usable = usable;
    }

    /** Settles who has which address, for all Gateways of ours, the oldest first. */
    public void assign(List<Request> requests) {
        Map<String, Given> next = new HashMap<>();
        Set<String> taken = new HashSet<>();
        // Those that are asked for by name, then those that were had, come before any choice of ours.
        requests.forEach(request -> request.asked().forEach(each -> taken.add(each.value())));
        Map<String, String> kept = new HashMap<>();
        for (Request request : requests) {
            if (isOpen(request)) {
                kept(request, taken).ifPresent(address -> kept.put(request.gateway(), address));
            }
        }
        for (Request request : requests) {
            next.put(request.gateway(), decide(request, kept.get(request.gateway()), taken));
        }
        given = next;
    }

    private static boolean isOpen(Request request) {
        return request.asked().isEmpty() || request.asked().stream().anyMatch(Request.Asked::isOpen);
    }

    private Optional<String> kept(Request request, Set<String> taken) {
        Given before = given.get(request.gateway());
        Set<String> had = new LinkedHashSet<>(before == null ? List.of() : before.listen());
        had.addAll(request.shown());
        return had.stream()
                .filter(address -> range != null && range.contains(address))
                .filter(taken::add)
                .findFirst();
    }

    private Given decide(Request request, @Nullable String kept, Set<String> taken) {
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
                List<String> known = usable.test(asked.value()) ? listen : unusable;
                if (!known.contains(asked.value())) {
                    known.add(asked.value());
                }
            }
        }
        if (!unusable.isEmpty()) {
            String message = "addresses that this machine cannot listen on: " + String.join(", ", unusable);
            return new Given(listen, no("Programmed", "AddressNotUsable", message));
        }
        return isOpen(request) ? open(listen, kept, taken) : new Given(listen, null);
    }

    private Given open(List<String> listen, @Nullable String kept, Set<String> taken) {
        if (range == null) {
            listen.add("0.0.0.0");
            return new Given(listen, null);
        }
        String address = kept == null ? range.free(taken) : kept;
        if (address == null) {
            return new Given(listen, no("Programmed", "AddressNotAssigned", "every address of the pool is taken"));
        }
        taken.add(address);
        listen.add(address);
        return usable.test(address)
                ? new Given(listen, null)
                : new Given(
                        listen, no("Programmed", "AddressNotUsable", address + " of the pool is none of this machine"));
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

    /** What the status of a Gateway shows, {@code namespace/name}: where clients reach it. */
    public List<String> shown(String gateway) {
        Given found = given.get(gateway);
        return found == null ? List.of() : shown(found);
    }

    private List<String> shown(Given found) {
        return found.listen().contains("0.0.0.0") ? shared : found.listen();
    }

    /** What a Gateway has; {@code problem} is a condition that does not hold because of it, or null. */
    private record Given(List<String> listen, @Nullable Condition problem) {}
}
