package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Fields.Texted;
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

    private static final Pattern COVERED = Pattern.compile("[a-z0-9._-]+");
    private static final String ANY = "*";

    private Hostnames() {}

    static boolean valid(String name) {
        return name.length() <= 253
                && PATTERN.matcher(name).matches()
                && !IPV4.matcher(name).matches();
    }

    /** A name or pattern that takes at least the hosts that a malformed name can mean; {@link #ANY} at worst. */
    private static String covering(String malformed) {
        String name = malformed.toLowerCase(Locale.ROOT).strip().replaceFirst("^[a-z]+://", "");
        name = name.replaceFirst("[:/].*$", "");
        int star = name.lastIndexOf('*');
        if (star < 0) {
            return COVERED.matcher(name).matches() ? name : ANY;
        }
        String suffix = name.substring(star + 1);
        boolean whole = suffix.startsWith(".") && COVERED.matcher(suffix).matches();
        return whole ? "*" + suffix : ANY;
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

    /** {@code hostnames} of a route; for those that are malformed, what covers at least the names that were meant. */
    static List<String> list(Fields spec) {
        List<String> names = new ArrayList<>();
        List<Texted> written = spec.texts("hostnames");
        if (written.size() < spec.count("hostnames")) {
            names.add(ANY);
        }
        for (Texted name : written) {
            if (valid(name.text())) {
                names.add(name.text());
            } else {
                names.add(covering(name.text()));
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
