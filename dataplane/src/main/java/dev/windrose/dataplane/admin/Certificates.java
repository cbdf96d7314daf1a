package dev.windrose.dataplane.admin;

import dev.windrose.model.CertificateSpec;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What may be shown of a certificate: whom it names, how long it holds, and how to recognize it. Never PEM, never a key. */
final class Certificates {
    private Certificates() {}

    static Map<String, Object> describe(CertificateSpec spec) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", spec.id().toString());
        List<Object> chain = new ArrayList<>();
        try {
            byte[] pem = spec.chainPem().getBytes(StandardCharsets.UTF_8);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                chain.add(describe((X509Certificate) certificate));
            }
        } catch (GeneralSecurityException _) {
            tree.put("problem", "not readable as X.509");
        }
        tree.put("chain", chain);
        return tree;
    }

    private static Map<String, Object> describe(X509Certificate certificate) throws GeneralSecurityException {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("subject", certificate.getSubjectX500Principal().getName());
        tree.put("issuer", certificate.getIssuerX500Principal().getName());
        tree.put("names", names(certificate));
        tree.put("notBefore", certificate.getNotBefore().toInstant().toString());
        tree.put("notAfter", certificate.getNotAfter().toInstant().toString());
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        tree.put("sha256", HexFormat.of().formatHex(digest));
        return tree;
    }

    /** Subject alternative names that are text: DNS names, addresses, URIs. */
    private static List<String> names(X509Certificate certificate) throws GeneralSecurityException {
        List<String> names = new ArrayList<>();
        if (certificate.getSubjectAlternativeNames() != null) {
            for (List<?> name : certificate.getSubjectAlternativeNames()) {
                if (name.get(1) instanceof String text) {
                    names.add(text);
                }
            }
        }
        return names;
    }
}
