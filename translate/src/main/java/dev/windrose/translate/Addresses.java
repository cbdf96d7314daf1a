package dev.windrose.translate;

import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.Gateway.Address;
import dev.windrose.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says at which addresses gateways listen. Called by the configuration thread; must give the same answer for the same gateway within one translation. */
public interface Addresses {
    /** Every address of the machine, unless a gateway asks for some. */
    Addresses OF_THE_MACHINE = Addresses::asked;

    Assignment of(Gateway gateway);

    /**
     * Where a gateway listens.
     *
     * @param bound IP addresses as {@link IpAddress#canonical} writes them, without repeats; {@code 0.0.0.0} for all of the machine
     * @param shown addresses for the status
     * @param refusal {@code Accepted} or {@code Programmed} that does not hold, because the gateway cannot have what it asks for; else null. Listeners
     *     of a gateway that is not accepted are not run.
     */
    record Assignment(
            List<String> bound,
            List<Address> shown,
            @Nullable Condition refusal) {
        public Assignment {
            bound = List.copyOf(bound);
            shown = List.copyOf(shown);
        }
    }

    private static Assignment asked(Gateway gateway) {
        List<String> bound = new ArrayList<>();
        List<Address> shown = new ArrayList<>();
        for (Address address : gateway.addresses()) {
            if (!address.type().equals("IPAddress")) {
                return new Assignment(List.of(), List.of(), unsupported(address));
            }
            if (address.value().isEmpty()) {
                continue;
            }
            String known = IpAddress.canonical(address.value());
            if (known == null) {
                return new Assignment(List.of(), List.of(), malformed(address));
            }
            if (!bound.contains(known)) {
                bound.add(known);
                shown.add(address);
            }
        }
        return new Assignment(bound.isEmpty() ? List.of("0.0.0.0") : bound, shown, null);
    }

    /** The condition of a gateway that asks for a type of address there is none of. */
    static Condition unsupported(Address address) {
        return Condition.no(
                "Accepted", "UnsupportedAddress", "addresses: type " + address.type() + " (expected: IPAddress)");
    }

    private static Condition malformed(Address address) {
        return Condition.no(
                "Programmed", "AddressNotUsable", "addresses: " + address.value() + " (expected: an IP address)");
    }
}
