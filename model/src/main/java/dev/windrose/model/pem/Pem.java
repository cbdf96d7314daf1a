package dev.windrose.model.pem;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates and private keys in PEM (RFC 7468): PKCS#8, PKCS#1 (RFC 8017) and SEC 1 (RFC 5915). What is wrong is told by an
 * {@link IllegalArgumentException} that names the owner and never holds a part of a key.
 */
public final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    /** What stands inside the block of an old-style key with a password (RFC 1421 section 4.6.1.1), which is no block for {@link #BLOCK}. */
    private static final String ENCRYPTED = "Proc-Type: 4,ENCRYPTED";

    private Pem() {}

    /** All certificates of a text, at least one. {@code owner} is for messages. */
    public static X509Certificate[] certificates(String pem, String owner) {
        List<X509Certificate> found = new ArrayList<>();
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            if (block.group(1).equals("CERTIFICATE")) {
                found.add(certificate(bytes(block, owner), owner));
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException(owner + ": no certificate (expected: CERTIFICATE blocks in PEM)");
        }
        return found.toArray(new X509Certificate[0]);
    }

    /** The first private key of a text. */
    public static PrivateKey key(String pem, String owner) {
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            switch (block.group(1)) {
                case "PRIVATE KEY" -> {
                    return decode(bytes(block, owner), owner);
                }
                case "RSA PRIVATE KEY" -> {
                    return decode(Der.pkcs8OfRsa(bytes(block, owner)), owner);
                }
                case "EC PRIVATE KEY" -> {
                    return decode(ecToPkcs8(bytes(block, owner), owner), owner);
                }
                case "ENCRYPTED PRIVATE KEY" -> throw encrypted(owner);
                default -> {
                    // Certificates and EC PARAMETERS may stand in front of the key.
                }
            }
        }
        if (pem.contains(ENCRYPTED)) {
            throw encrypted(owner);
        }
        throw new IllegalArgumentException(
                owner + ": no key (expected: PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY in PEM)");
    }

    private static X509Certificate certificate(byte[] der, String owner) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalArgumentException(owner + ": unreadable certificate (expected: X.509)", e);
        }
    }

    private static byte[] ecToPkcs8(byte[] sec1, String owner) {
        byte[] wrapped = Der.pkcs8OfEc(sec1);
        if (wrapped.length == 0) {
            throw unreadable(owner);
        }
        return wrapped;
    }

    // The cause is left out: messages of key factories may quote what they could not read.
    private static PrivateKey decode(byte[] pkcs8, String owner) {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs8);
        for (String algorithm : new String[] {"RSA", "EC", "EdDSA"}) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (GeneralSecurityException e) {
                // Not of this algorithm; the next may fit.
            }
        }
        throw unreadable(owner);
    }

    private static IllegalArgumentException encrypted(String owner) {
        return new IllegalArgumentException(owner + ": key is encrypted (expected: a key without password)");
    }

    private static IllegalArgumentException unreadable(String owner) {
        return new IllegalArgumentException(owner + ": unreadable key (expected: an RSA, EC or EdDSA private key)");
    }

    private static byte[] bytes(Matcher block, String owner) {
        try {
            return Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(owner + ": unreadable " + block.group(1) + " (expected: base64)");
        }
    }
}
