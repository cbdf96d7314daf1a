package dev.windrose.kubernetes.address;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The two kinds of IP addresses, and how they are written. */
public enum IpFamily {
    IPV4(32),
    IPV6(128);

    private static final int GROUPS = 8;

    final int bits;

    IpFamily(int bits) {
        this.bits = bits;
    }

    /** Whether a text is an address; no name is ever looked up. */
    static boolean isAddress(String text) {
        try {
            bytes(text);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** The family of an address. */
    public static IpFamily of(String address) {
        return address.indexOf(':') < 0 ? IPV4 : IPV6;
    }

    /** The bytes of an address; throws IllegalArgumentException for what is none. */
    static byte[] bytes(String address) {
        return InetAddress.ofLiteral(address).getAddress();
    }

    /** The one text of an address, so that two texts of one are the same; what is no address stays as it is. */
    static String canonical(String address) {
        return isAddress(address) ? of(address).text(new BigInteger(1, bytes(address))) : address;
    }

    /** An address, for IPv6 as RFC 5952 writes it. */
    String text(BigInteger number) {
        return this == IPV4 ? dotted(number) : colons(number);
    }

    private static String dotted(BigInteger number) {
        List<String> parts = new ArrayList<>();
        for (int shift = 24; shift >= 0; shift -= 8) {
            parts.add(Integer.toString(number.shiftRight(shift).intValue() & 0xff));
        }
        return String.join(".", parts);
    }

    private static String colons(BigInteger number) {
        List<String> groups = new ArrayList<>();
        for (int shift = 16 * (GROUPS - 1); shift >= 0; shift -= 16) {
            groups.add(Integer.toHexString(number.shiftRight(shift).intValue() & 0xffff));
        }
        int start = 0;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = zeros(groups, i);
            if (zeros > longest) {
                start = i;
                longest = zeros;
            }
        }
        return longest == 1
                ? String.join(":", groups)
                : String.join(":", groups.subList(0, start)) + "::"
                        + String.join(":", groups.subList(start + longest, GROUPS));
    }

    private static int zeros(List<String> groups, int from) {
        int end = from;
        while (end < GROUPS && groups.get(end).equals("0")) {
            end++;
        }
        return end - from;
    }
}
