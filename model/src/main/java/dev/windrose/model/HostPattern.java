package dev.windrose.model;

import java.util.Locale;

/**
 * A host name as configured: exact ({@code a.example.com}), a wildcard of one or more labels ({@code *.example.com}), or any ({@code *}).
 * Always lower case, without port.
 */
public record HostPattern(String value) {
    public static final HostPattern ANY = new HostPattern("*");
    /** More than a host name can have characters (RFC 1035 section 2.3.4). */
    private static final int WHOLE = 1_000;

    public HostPattern {
        value = value.toLowerCase(Locale.ROOT);
        Check.that(value.equals("*") || value.lastIndexOf('*') <= 0, "host", value, "a name, *.name or *");
        Check.that(
                !value.startsWith("*") || value.equals("*") || value.startsWith("*."),
                "host",
                value,
                "a name, *.name or *");
    }

    public boolean isAny() {
        return value.equals("*");
    }

    public boolean isWildcard() {
        return value.startsWith("*.");
    }

    /** How specific it is: a whole name more than any pattern, of patterns the longer ones more. */
    public int specificity() {
        return isAny() ? 0 : isWildcard() ? value.length() : WHOLE + value.length();
    }

    /** Whether a lower-case host name matches. A wildcard needs at least one label in front. */
    public boolean matches(String host) {
        if (isAny()) {
            return true;
        }
        return isWildcard()
                ? host.length() > value.length() - 1 && host.endsWith(value.substring(1))
                : host.equals(value);
    }
}
