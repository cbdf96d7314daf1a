package dev.windrose.kubernetes.address;

import dev.windrose.model.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The IPv4 addresses that may be handed out, without those that a network keeps for itself: its first and its last. */
public final class Range {
    private final long first;
    private final long last;

    private Range(long first, long last) {
        this.first = first;
        this.last = last;
    }

    /** Throws IllegalArgumentException for what is no IPv4 range. */
    public static Range of(String text) {
        Cidr cidr = Cidr.of(text);
        if (cidr.network().indexOf(':') >= 0) {
            throw new IllegalArgumentException(text + " (expected: an IPv4 range such as 10.245.0.0/16)");
        }
        long size = 1L << (32 - cidr.prefixLength());
        long start = number(cidr.network()) / size * size;
        return size <= 2 ? new Range(start, start + size - 1) : new Range(start + 1, start + size - 2);
    }

    boolean contains(String address) {
        if (!address.matches("(\\d{1,3}\\.){3}\\d{1,3}")) {
            return false;
        }
        long number = number(address);
        return number >= first && number <= last;
    }

    /** The lowest that is not taken; null if all are. */
    @Nullable
    String free(Set<String> taken) {
        for (long number = first; number <= last; number++) {
            String address = text(number);
            if (!taken.contains(address)) {
                return address;
            }
        }
        return null;
    }

    private static long number(String address) {
        long number = 0;
        for (String part : address.split("\\.", -1)) {
            number = number * 256 + Integer.parseInt(part);
        }
        return number;
    }

    private static String text(long number) {
        List<String> parts = new ArrayList<>();
        for (int shift = 24; shift >= 0; shift -= 8) {
            parts.add(Long.toString((number >> shift) & 255));
        }
        return String.join(".", parts);
    }
}
