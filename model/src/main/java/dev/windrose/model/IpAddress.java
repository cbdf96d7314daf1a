package dev.windrose.model;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What an IP address is in text, everywhere in a configuration: four decimal numbers, or IPv6 (RFC 4291 §2.2) without brackets and zone. Nothing is
 * ever looked up.
 */
public final class IpAddress {
    private static final int GROUPS = 8;
    private static final int LONGEST_IPV4 = 15;

    private IpAddress() {}

    public static boolean isAddress(String text) {
        return isIpv4(text) || parsed(text) != null;
    }

    /** The one text of an address, for IPv6 that of RFC 5952; of an IPv4 address in IPv6's clothes that of IPv4. Null for what is no address. */
    public static @Nullable String canonical(String text) {
        if (isIpv4(text)) {
            return text;
        }
        byte[] bytes = parsed(text);
        return bytes == null ? null : text(bytes);
    }

    /** As {@link #canonical}; what is no address stays as it is. */
    public static String canonicalOr(String text) {
        String canonical = canonical(text);
        return canonical == null ? text : canonical;
    }

    /** 4 or 16 bytes. Throws {@link IllegalArgumentException} for what is no address. */
    public static byte[] bytes(String text) {
        byte[] bytes = isIpv4(text) ? InetAddress.ofLiteral(text).getAddress() : parsed(text);
        if (bytes == null) {
            throw new IllegalArgumentException("address: " + text + " (expected: an IPv4 or IPv6 address)");
        }
        return bytes;
    }

    /** The text of 4 or 16 bytes. */
    public static String text(byte[] address) {
        if (address.length == 4) {
            return (address[0] & 0xff) + "." + (address[1] & 0xff) + "." + (address[2] & 0xff) + "."
                    + (address[3] & 0xff);
        }
        int start = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = zeros(address, i);
            if (zeros > longest) {
                start = i;
                longest = zeros;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
            } else {
                boolean separate = !text.isEmpty() && text.charAt(text.length() - 1) != ':';
                text.append(separate ? ":" : "").append(Integer.toHexString(group(address, i)));
            }
        }
        return text.toString();
    }

    private static int zeros(byte[] address, int from) {
        int end = from;
        while (end < GROUPS && group(address, end) == 0) {
            end++;
        }
        return end - from;
    }

    private static int group(byte[] address, int i) {
        return (address[2 * i] & 0xff) << 8 | address[2 * i + 1] & 0xff;
    }

    /** Four numbers without leading zeros: shorter forms that some read, such as 10.1 for 10.0.0.1, and octal ones are a mistake here. */
    private static boolean isIpv4(String text) {
        int length = text.length();
        if (length > LONGEST_IPV4) {
            return false;
        }
        int dots = 0;
        int start = 0;
        for (int i = 0; i <= length; i++) {
            if (i == length || text.charAt(i) == '.') {
                if (!isOctet(text, start, i)) {
                    return false;
                }
                dots += i == length ? 0 : 1;
                start = i + 1;
            }
        }
        return dots == 3;
    }

    private static boolean isOctet(String text, int start, int end) {
        int length = end - start;
        if (length < 1 || length > 3 || (length > 1 && text.charAt(start) == '0')) {
            return false;
        }
        int value = 0;
        for (int i = start; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            value = 10 * value + digit;
        }
        return value <= 255;
    }

    /** The bytes of an IPv6 address; null for anything else. */
    private static byte @Nullable [] parsed(String text) {
        if (text.indexOf(':') < 0 || !text.chars().allMatch(IpAddress::mayStand)) {
            return null;
        }
        int tail = text.lastIndexOf(':') + 1;
        if (text.indexOf('.') >= 0 && !isIpv4(text.substring(tail))) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** Neither a bracket nor the sign of a zone, which the JDK reads too. */
    private static boolean mayStand(int c) {
        return c == ':' || c == '.' || Character.digit(c, 16) >= 0 && c < 0x80;
    }
}
