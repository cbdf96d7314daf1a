package dev.windrose.transport.tls;

import dev.windrose.model.ClusterSpec.SubjectName;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Compares the subject alternative names of a certificate (RFC 5280 §4.2.1.6) with those that are expected. */
final class SubjectNames {
    private static final int DNS = 2;
    private static final int URI = 6;

    private SubjectNames() {}

    /** Throws unless the certificate carries one of the names; its subject plays no part. */
    static void check(X509Certificate certificate, List<SubjectName> expected) throws CertificateException {
        for (List<?> name : names(certificate)) {
            for (SubjectName one : expected) {
                if (isSame(name, one)) {
                    return;
                }
            }
        }
        throw new CertificateException(
                "peer: " + certificate.getSubjectX500Principal() + " (expected: a certificate for "
                        + expected.stream().map(SubjectName::value).toList() + ")");
    }

    private static Collection<List<?>> names(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null ? List.of() : names;
    }

    private static boolean isSame(List<?> name, SubjectName expected) {
        return switch (expected.kind()) {
            case DNS -> name.get(0).equals(DNS) && isSameHost(lower((String) name.get(1)), lower(expected.value()));
            case URI -> name.get(0).equals(URI) && name.get(1).equals(expected.value());
        };
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** A wildcard on either side stands for one label (RFC 9525 §6.3). */
    static boolean isSameHost(String shown, String expected) {
        return shown.equals(expected) || covers(expected, shown) || covers(shown, expected);
    }

    private static boolean covers(String wildcard, String name) {
        int dot = name.indexOf('.');
        return wildcard.startsWith("*.")
                && !name.startsWith("*.")
                && dot > 0
                && name.substring(dot).equals(wildcard.substring(1));
    }
}
