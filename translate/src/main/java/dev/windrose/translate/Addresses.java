package dev.windrose.translate;

import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.Gateway.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says at which addresses gateways listen. Called by the configuration thread; must give the same answer for the same gateway within one translation. */
public interface Addresses {
    /** Every address of the machine, unless a gateway asks for some. */
    Addresses OF_THE_MACHINE = Addresses::asked;

    Assignment of(Gateway gateway);

    /**
     * Where a gateway listens.
     *
     * @param bound IP addresses, without repeats; {@code 0.0.0.0} for all of the machine
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
            if (!address.value().isEmpty() && !ADDRESS.matcher(address.value()).matches()) {
                return new Assignment(List.of(), List.of(), malformed(address));
            }
            if (!address.value().isEmpty() && !bound.contains(address.value())) {
                bound.add(address.value());
                shown.add(address);
            }
        }
        return new Assignment(bound.isEmpty() ? List.of("0.0.0.0") : bound, shown, null);
    }

    /** Roughly an IP address: no name is, so that nothing is ever looked up. */
    Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

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
