package dev.windrose.schema;

import com.google.re2j.Pattern;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.documents.yaml.Written;
import dev.windrose.documents.yaml.Written.Members;
import dev.windrose.documents.yaml.Written.Scalar;
import dev.windrose.schema.Refusal.Extent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an API server asks of the metadata of every object: names of DNS, and labels and annotations that can be looked for. */
final class MetadataRules {
    private static final String DNS_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final Pattern LABEL = Pattern.compile(DNS_LABEL);
    private static final Pattern SUBDOMAIN = Pattern.compile(DNS_LABEL + "(\\." + DNS_LABEL + ")*");
    private static final Pattern WORD = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final int LONGEST_SUBDOMAIN = 253;
    private static final int LONGEST_WORD = 63;

    /** Of all names and values together, in bytes. */
    private static final int MOST_ANNOTATIONS = 256 * 1024;

    private final List<Refusal> refusals = new ArrayList<>();

    private MetadataRules() {}

    static List<Refusal> refusals(Members document) {
        MetadataRules rules = new MetadataRules();
        if (document.present("metadata") instanceof Members metadata) {
            rules.names(metadata);
            if (metadata.present("labels") instanceof Members labels) {
                labels.members().forEach(rules::label);
            }
            if (metadata.present("annotations") instanceof Members annotations) {
                rules.annotations(annotations);
            }
        }
        return rules.refusals;
    }

    private void names(Members metadata) {
        texts(metadata, "name", "namespace", "generateName");
        if (text(metadata.present("name")) instanceof String name && !isSubdomain(name)) {
            refuse(
                    metadata.present("name"),
                    "metadata.name",
                    name,
                    "names of DNS joined by dots: lower-case letters, digits and -, at most " + LONGEST_SUBDOMAIN);
        }
        if (text(metadata.present("namespace")) instanceof String name && !isLabel(name)) {
            refuse(
                    metadata.present("namespace"),
                    "metadata.namespace",
                    name,
                    "a label of DNS: lower-case letters, digits and -, at most " + LONGEST_WORD);
        }
    }

    private void texts(Members metadata, String... fields) {
        for (String field : fields) {
            if (text(metadata.present(field)) instanceof Written.OldBoolean) {
                Written value = Objects.requireNonNull(metadata.present(field));
                add(value, "metadata." + field, Fault.type(value, "string"));
            }
        }
    }

    private void label(String key, Written value) {
        key("metadata.labels", key, key, value);
        if (text(value) instanceof Written.OldBoolean) {
            add(value, "metadata.labels." + key, Fault.type(value, "string"));
        }
        if (text(value) instanceof String text && !text.isEmpty() && !isWord(text)) {
            refuse(
                    value,
                    "metadata.labels." + key,
                    text,
                    "letters, digits, -, _ and ., the first and last a letter or digit, at most " + LONGEST_WORD);
        }
    }

    private void annotations(Members annotations) {
        long size = 0;
        for (Map.Entry<String, Written> entry : annotations.members().entrySet()) {
            // Case is all that names of annotations may have beyond those of labels.
            key("metadata.annotations", entry.getKey(), entry.getKey().toLowerCase(Locale.ROOT), entry.getValue());
            size += bytes(entry.getKey()) + (text(entry.getValue()) instanceof String text ? bytes(text) : 0);
        }
        if (size > MOST_ANNOTATIONS) {
            Fault fault = new Fault(Fault.Reason.TOO_LONG, "may not be more than " + MOST_ANNOTATIONS + " bytes", null);
            add(annotations, "metadata.annotations", fault);
        }
    }

    private void key(String path, String shown, String key, Written value) {
        int slash = key.indexOf('/');
        boolean prefixed = slash < 0 || isSubdomain(key.substring(0, slash));
        if (!prefixed || !isWord(key.substring(slash + 1))) {
            refuse(
                    value,
                    path,
                    shown,
                    "a name such as app or example.com/app: letters, digits, -, _ and . after a name of DNS, at most "
                            + LONGEST_WORD);
        }
    }

    private static boolean isSubdomain(String text) {
        return text.length() <= LONGEST_SUBDOMAIN && SUBDOMAIN.matcher(text).matches();
    }

    private static boolean isLabel(String text) {
        return text.length() <= LONGEST_WORD && LABEL.matcher(text).matches();
    }

    private static boolean isWord(String text) {
        return text.length() <= LONGEST_WORD && WORD.matcher(text).matches();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static @Nullable Object text(@Nullable Written value) {
        return value instanceof Scalar scalar ? scalar.value() : null;
    }

    private void refuse(@Nullable Written value, String path, String shown, String expected) {
        if (value != null) {
            String detail = Fault.shown(shown) + " (expected: " + expected + ")";
            add(value, path, new Fault(Fault.Reason.INVALID, detail, null));
        }
    }

    private void add(Written value, String path, Fault fault) {
        Problem problem = Problem.error(value.at(), fault.reason().code, fault.message(path));
        refusals.add(new Refusal(problem, path, value.at(), Extent.VALUE, Set.of()));
    }
}
