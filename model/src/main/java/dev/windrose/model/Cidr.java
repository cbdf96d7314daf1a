package dev.windrose.model;

import java.util.regex.Pattern;

/**
 * A range of IP addresses, RFC 4632.
 *
 * @param network an IPv4 or IPv6 address in text
 * @param prefixLength leading bits that must match, 0 to 32 or 128
 */
public record Cidr(String network, int prefixLength) {
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,3}");

    public Cidr {
        Check.that(IpAddress.isAddress(network), "address", network, "an IPv4 or IPv6 address");
        Check.that(
                prefixLength >= 0 && prefixLength <= IpAddress.bytes(network).length * 8,
                "prefix length",
                prefixLength,
                "0 to 32 (IPv4) or 128 (IPv6)");
    }

    /** Parses {@code 10.0.0.0/8}, or a single address. Throws {@link IllegalArgumentException} for anything else. */
    public static Cidr of(String text) {
        int slash = text.indexOf('/');
        String network = slash < 0 ? text : text.substring(0, slash);
        Check.that(IpAddress.isAddress(network), "address", text, "an IPv4 or IPv6 address or range");
        Check.that(
                slash < 0 || LENGTH.matcher(text.substring(slash + 1)).matches(),
                "prefix length",
                text,
                "a number after the slash");
        int length = slash < 0 ? IpAddress.bytes(network).length * 8 : Integer.parseInt(text.substring(slash + 1));
        return new Cidr(network, length);
    }

    /** Whether an address, 4 or 16 bytes, lies in the range. */
    public boolean contains(byte[] address) {
        byte[] own = IpAddress.bytes(network);
        if (own.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit++) {
            int mask = 0x80 >> (bit & 7);
            if ((own[bit >> 3] & mask) != (address[bit >> 3] & mask)) {
                return false;
            }
        }
        return true;
    }
}
