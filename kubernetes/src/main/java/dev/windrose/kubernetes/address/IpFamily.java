package dev.windrose.kubernetes.address;

import dev.windrose.model.IpAddress;
import java.math.BigInteger;

/** The two kinds of IP addresses. */
public enum IpFamily {
    IPV4(32),
    IPV6(128);

    final int bits;

    IpFamily(int bits) {
        this.bits = bits;
    }

    /** The family of an address. */
    public static IpFamily of(String address) {
        return address.indexOf(':') < 0 ? IPV4 : IPV6;
    }

    /** An address, as {@link IpAddress#canonical} writes it. */
    String text(BigInteger number) {
        byte[] address = new byte[bits / Byte.SIZE];
        byte[] digits = number.toByteArray();
        // One more than the address has when its first bit is set.
        int length = Math.min(digits.length, address.length);
        System.arraycopy(digits, digits.length - length, address, address.length - length, length);
        return IpAddress.text(address);
    }
}
