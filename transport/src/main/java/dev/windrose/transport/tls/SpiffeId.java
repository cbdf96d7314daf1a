package dev.windrose.transport.tls;

import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the identity of an X.509-SVID. */
final class SpiffeId {
    private static final int URI = 6;
    private static final String SCHEME = "spiffe://";

    private SpiffeId() {}

    /** The id, or null unless the certificate holds exactly one URI name and that is a well-formed SPIFFE id. */
    static @Nullable String of(X509Certificate certificate) {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return null;
        }
        String found = null;
        for (List<?> name : names == null ? List.<List<?>>of() : names) {
            if (name.get(0).equals(URI)) {
                if (found != null) {
                    return null;
                }
                found = (String) name.get(1);
            }
        }
        return found != null && isWellFormed(found) ? found : null;
    }

    /** Trust domain and path of plain characters only: NUL, percent signs, queries and empty or dot segments would mean two things to two readers. */
    static boolean isWellFormed(String id) {
        if (!id.startsWith(SCHEME) || id.length() > 2048) {
            return false;
        }
        int slash = id.indexOf('/', SCHEME.length());
        int end = slash < 0 ? id.length() : slash;
        return isTrustDomain(id, end) && (slash < 0 || isPath(id, slash));
    }

    private static boolean isTrustDomain(String id, int end) {
        for (int i = SCHEME.length(); i < end; i++) {
            char c = id.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_')) {
                return false;
            }
        }
        return end > SCHEME.length();
    }

    private static boolean isPath(String id, int slash) {
        int segment = slash + 1;
        for (int i = segment; i <= id.length(); i++) {
            if (i == id.length() || id.charAt(i) == '/') {
                String text = id.substring(segment, i);
                if (text.isEmpty() || text.equals(".") || text.equals("..")) {
                    return false;
                }
                segment = i + 1;
            } else if (!isSegmentChar(id.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSegmentChar(char c) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    }

    /** Throws unless a certificate holds one id, and that is allowed. */
    static void check(X509Certificate certificate, List<String> allowed) throws CertificateException {
        String id = of(certificate);
        if (id == null) {
            throw new CertificateException("peer: (expected: a certificate with exactly one SPIFFE id)");
        }
        if (!isAllowed(id, allowed)) {
            throw new CertificateException("peer: " + id + " (expected: one of the allowed peers)");
        }
    }

    /** Whether an id is in a list of ids and prefixes ({@code spiffe://domain/ns/prod/*}); an empty list allows nobody. */
    static boolean isAllowed(String id, List<String> allowed) {
        for (String one : allowed) {
            boolean prefix = one.endsWith("/*");
            if (prefix ? id.startsWith(one.substring(0, one.length() - 1)) : id.equals(one)) {
                return true;
            }
        }
        return false;
    }
}
