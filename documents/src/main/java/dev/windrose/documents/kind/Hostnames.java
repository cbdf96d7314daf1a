package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Fields.Texted;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Host names as the Gateway API allows them: lower case, no address, no port, at most one wildcard label in front. */
final class Hostnames {
    static final String EXPECTED = "a host name such as api.example.com or *.example.com, without port";
    private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
    static final Pattern PATTERN = Pattern.compile("(\\*\\.)?" + LABEL + "(\\." + LABEL + ")*");
    static final Pattern PRECISE = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

    private Hostnames() {}

    static boolean valid(String name) {
        return name.length() <= 253
                && PATTERN.matcher(name).matches()
                && !IPV4.matcher(name).matches();
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

    /** {@code hostnames} of a route, without those that are malformed. */
    static List<String> list(Fields spec) {
        List<String> names = new ArrayList<>();
        for (Texted name : spec.texts("hostnames")) {
            if (valid(name.text())) {
                names.add(name.text());
            } else {
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
