package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Fields.Texted;
import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Host names as the Gateway API allows them: lower case, no address, no port, at most one wildcard label in front. */
final class Hostnames {
    static final String EXPECTED = "a host name such as api.example.com or *.example.com, without port";
    private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
    static final Pattern PATTERN = Pattern.compile("(\\*\\.)?" + LABEL + "(\\." + LABEL + ")*");
    static final Pattern PRECISE = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

    private static final String SOUND = "abcdefghijklmnopqrstuvwxyz0123456789._-";
    /** A port, a path, or stars and dots after the last label. */
    private static final Pattern END = Pattern.compile("([:/].*|[*.]+)$");
    /** Two labels or more. */
    private static final Pattern OWN = Pattern.compile("[^.]+(\\.[^.]+)+");
    /** A name that no host has (RFC 6761 section 6.4): without any name a route would be for every host. */
    private static final List<String> NOBODY = List.of("nobody.invalid");

    /** In one route, as its definition has it. */
    private static final int MOST = 16;

    private Hostnames() {}

    static boolean valid(String name) {
        return name.length() <= 253
                && PATTERN.matcher(name).matches()
                && !IPV4.matcher(name).matches();
    }

    /**
     * Names and patterns for the hosts that a malformed name can mean, as far as its own labels tell them: what has less than two labels in common with
     * it is somebody else's. {@link #NOBODY} if they tell nothing.
     */
    private static List<String> covering(String malformed) {
        String name = malformed.toLowerCase(Locale.ROOT).strip().replaceFirst("^[a-z]+://", "");
        name = ascii(END.matcher(name).replaceFirst(""));
        int unsound = name.length() - 1;
        while (unsound >= 0 && SOUND.indexOf(name.charAt(unsound)) >= 0) {
            unsound--;
        }
        String tail = name.substring(unsound + 1);
        if (unsound < 0) {
            return tail.isEmpty() ? NOBODY : List.of(tail);
        }
        if (name.charAt(unsound) == '*' && !tail.startsWith(".")) {
            return isOwn(tail) ? List.of(tail, "*." + tail) : NOBODY;
        }
        String whole = tail.substring(tail.indexOf('.') + 1);
        return tail.contains(".") && isOwn(whole) ? List.of("*." + whole) : NOBODY;
    }

    /** Names of other scripts have a form of letters and digits (RFC 3490); what has none stays. */
    private static String ascii(String name) {
        try {
            return IDN.toASCII(name);
        } catch (IllegalArgumentException _) {
            return name;
        }
    }

    private static boolean isOwn(String suffix) {
        return OWN.matcher(suffix).matches();
    }

    /** A hostname field; null when absent or malformed. */
    static @Nullable String read(Fields fields, String field) {
        String name = fields.text(field);
        if (name == null || valid(name)) {
            return name;
        }
        fields.wrong(field, "invalid-hostname", name, EXPECTED);
        return null;
    }

    /** {@code hostnames} of a route; for those that are malformed, what their labels tell of the names that were meant. */
    static List<String> list(Fields spec) {
        List<String> names = new ArrayList<>();
        spec.atMost("hostnames", MOST);
        List<Texted> written = spec.texts("hostnames");
        if (written.size() < Math.min(MOST, spec.count("hostnames"))) {
            names.addAll(NOBODY);
        }
        for (Texted name : written) {
            if (valid(name.text())) {
                names.add(name.text());
            } else {
                names.addAll(covering(name.text()));
                spec.problems()
                        .error(
                                name.at(),
                                "invalid-hostname",
                                "spec.hostnames: " + name.text() + " (expected: " + EXPECTED + ")");
            }
        }
        return names;
    }
}
