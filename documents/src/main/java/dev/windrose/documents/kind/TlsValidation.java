package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the certificate of an endpoint is checked.
 *
 * @param system whether the roots of the system are trusted
 * @param hostname the server name
 * @param names subject alternative names of which the certificate must carry one; empty means the server name
 */
public record TlsValidation(
        List<Ref> caCertificateRefs, boolean system, String hostname, List<Name> names, Position at) {
    public TlsValidation {
        caCertificateRefs = List.copyOf(caCertificateRefs);
        names = List.copyOf(names);
    }

    /** A subject alternative name: a host name, or a URI. */
    public record Name(boolean uri, String value) {}

    static TlsValidation read(Fields fields) {
        List<Ref> roots = fields.list("caCertificateRefs", Ref::object);
        String known = fields.text("wellKnownCACertificates", "");
        if (!known.isEmpty() && !known.equals("System")) {
            fields.wrong("wellKnownCACertificates", "unknown-value", known, "System");
        }
        if (roots.isEmpty() == known.isEmpty() && !fields.has("caCertificateRefs")) {
            fields.missing("caCertificateRefs", "caCertificateRefs, or wellKnownCACertificates: System");
        } else if (!roots.isEmpty() && !known.isEmpty()) {
            fields.wrong("wellKnownCACertificates", "conflicting-fields", known, "not beside caCertificateRefs");
        }
        String hostname = Hostnames.read(fields, "hostname");
        if (!fields.has("hostname")) {
            fields.missing("hostname", "the name that the certificate carries");
        }
        return new TlsValidation(
                roots,
                !known.isEmpty(),
                hostname == null ? "" : hostname,
                fields.list("subjectAltNames", TlsValidation::name),
                fields.at());
    }

    private static @Nullable Name name(Fields fields) {
        String type = fields.choice("type", "", List.of("Hostname", "URI"));
        boolean uri = type.equals("URI");
        fields.ignore("hostname", "uri");
        String field = uri ? "uri" : "hostname";
        if (!fields.has(field)) {
            fields.missing(field, "the name, as type says");
        }
        String value = uri ? fields.text("uri") : Hostnames.read(fields, "hostname");
        return value == null ? null : new Name(uri, value);
    }
}
