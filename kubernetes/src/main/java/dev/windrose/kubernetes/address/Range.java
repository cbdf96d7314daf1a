package dev.windrose.kubernetes.address;

import dev.windrose.model.Cidr;
import dev.windrose.model.IpAddress;
import java.math.BigInteger;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of one family that may be handed out, without those that a network keeps for itself: the first, which in IPv6 means all routers of the
 * subnet (RFC 4291 §2.6.1), and in IPv4 the last too.
 */
public final class Range {
    private final IpFamily family;
    private final BigInteger first;
    private final BigInteger last;

    private Range(IpFamily family, BigInteger first, BigInteger last) {
        this.family = family;
        this.first = first;
        this.last = last;
    }

    /** Throws IllegalArgumentException for what is no range of IPv4 or IPv6. */
    public static Range of(String text) {
        Cidr cidr = Cidr.of(text);
        IpFamily family = IpFamily.of(cidr.network());
        int free = family.bits - cidr.prefixLength();
        BigInteger size = BigInteger.ONE.shiftLeft(free);
        BigInteger start = new BigInteger(1, IpAddress.bytes(cidr.network()))
                .shiftRight(free)
                .shiftLeft(free);
        BigInteger end = start.add(size).subtract(BigInteger.ONE);
        if (free <= 1) {
            return new Range(family, start, end);
        }
        BigInteger lastOfAll = family == IpFamily.IPV4 ? end.subtract(BigInteger.ONE) : end;
        return new Range(family, start.add(BigInteger.ONE), lastOfAll);
    }

    IpFamily family() {
        return family;
    }

    /** Whether a text is an address of the range; anything else is not. */
    boolean contains(String address) {
        if (!IpAddress.isAddress(address) || IpFamily.of(address) != family) {
            return false;
        }
        BigInteger number = new BigInteger(1, IpAddress.bytes(address));
        return number.compareTo(first) >= 0 && number.compareTo(last) <= 0;
    }

    /** The lowest that is not taken; null if all are. Texts are as {@link IpAddress#canonical} writes them. */
    @Nullable
    String free(Set<String> taken) {
        for (BigInteger number = first; number.compareTo(last) <= 0; number = number.add(BigInteger.ONE)) {
            String address = family.text(number);
            if (!taken.contains(address)) {
                return address;
            }
        }
        return null;
    }
}
