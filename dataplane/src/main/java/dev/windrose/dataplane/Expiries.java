package dev.windrose.dataplane;

import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The ends of certificates' validity; each certificate is read once. Thread-safe. */
final class Expiries {
    private Map<CertificateSpec, Long> known = Map.of();

    /** Seconds since 1970 by certificate: the first of a chain, which is the server's own. One that cannot be read is left out. */
    synchronized Map<CertificateId, Long> of(Collection<CertificateSpec> certificates) {
        Map<CertificateSpec, Long> next = new LinkedHashMap<>();
        Map<CertificateId, Long> ends = new LinkedHashMap<>();
        for (CertificateSpec certificate : certificates) {
            try {
                Long end = known.get(certificate);
                next.put(certificate, end == null ? read(certificate) : end);
                ends.put(certificate.id(), next.get(certificate));
            } catch (CertificateException _) {
                // The listener that should use it has said so.
            }
        }
        known = next;
        return ends;
    }

    private static long read(CertificateSpec certificate) throws CertificateException {
        byte[] pem = certificate.chainPem().getBytes(StandardCharsets.UTF_8);
        X509Certificate leaf = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
        return leaf.getNotAfter().toInstant().getEpochSecond();
    }
}
