package dev.windrose.http;

import java.util.regex.Pattern;

/** Hosts as people configure them, to be sent to a backend or in a redirect. */
public final class ConfiguredHost {
    private static final Pattern VALID =
            Pattern.compile("([A-Za-z0-9._~!$&'()*+,;=%-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

    private ConfiguredHost() {}

    /** The text itself; throws {@link IllegalArgumentException} unless it is a host with an optional port (RFC 3986 §3.2). */
    public static String checked(String text) {
        if (!VALID.matcher(text).matches()) {
            throw new IllegalArgumentException("host: " + text + " (expected: a host with an optional port)");
        }
        return text;
    }
}
