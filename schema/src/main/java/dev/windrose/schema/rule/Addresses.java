package dev.windrose.schema.rule;

import com.google.re2j.Pattern;

/** IP addresses as texts, without asking anybody for names. */
public final class Addresses {
    private static final Pattern IPV4 = Pattern.compile(
            "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}");
    private static final Pattern GROUPS = Pattern.compile("[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4})*");
    private static final int MOST_GROUPS = 8;

    private Addresses() {}

    /** An address of either family, without a zone. */
    public static boolean isAddress(String text) {
        return isIpv4(text) || isIpv6(text);
    }

    /** Four decimal numbers without leading zeros. */
    public static boolean isIpv4(String text) {
        return IPV4.matcher(text).matches();
    }

    /** RFC 4291 section 2.2, without a zone. */
    public static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == MOST_GROUPS;
        }
        int before = gap == 0 ? 0 : groups(text.substring(0, gap), false);
        int after = gap + 2 == text.length() ? 0 : groups(text.substring(gap + 2), true);
        return before >= 0 && after >= 0 && before + after < MOST_GROUPS;
    }

    /** How many groups of 16 bits there are, an IPv4 address at the end being two; -1 if anything else is there. */
    private static int groups(String text, boolean mayEndInIpv4) {
        int tail = text.lastIndexOf(':') + 1;
        if (mayEndInIpv4 && isIpv4(text.substring(tail))) {
            return tail == 0 ? 2 : add(groups(text.substring(0, tail - 1), false), 2);
        }
        return GROUPS.matcher(text).matches()
                ? (int) text.chars().filter(c -> c == ':').count() + 1
                : -1;
    }

    private static int add(int groups, int more) {
        return groups < 0 ? -1 : groups + more;
    }
}
