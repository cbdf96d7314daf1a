package dev.windrose.translate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Light checks of PEM: that certificates parse, that a key parses, and that the two belong together. */
public final class KeyPairs {
    private static final Pattern KEY = Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]+)-----END \\1-----");
    private static final byte[] PROBE = "windrose".getBytes(StandardCharsets.US_ASCII);
    /** AlgorithmIdentifier of rsaEncryption, RFC 8017 appendix C. */
    private static final byte[] RSA_ID = {
        0x30, 0x0D, 0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    private KeyPairs() {}

    /** What is wrong with the certificate and the key in the data of a Secret, or null. The message holds no part of the key. */
    public static @Nullable String mistake(Map<String, String> data) {
        String chainPem = data.get("tls.crt");
        String keyPem = data.get("tls.key");
        if (chainPem == null || keyPem == null) {
            return (chainPem == null ? "tls.crt" : "tls.key") + " missing";
        }
        try {
            return mistake(keyPem, chain(chainPem).getFirst());
        } catch (CertificateException _) {
            return "tls.crt is not a certificate in PEM";
        }
    }

    /** The certificates of a PEM text; throws when there is none or one does not parse. */
    static List<X509Certificate> chain(String pem) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> chain =
                factory.generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8))).stream()
                        .map(X509Certificate.class::cast)
                        .toList();
        if (chain.isEmpty()) {
            throw new CertificateException("no certificate in PEM");
        }
        return chain;
    }

    /** What is wrong with a key for a certificate, or null. The message holds no part of the key. */
    static @Nullable String mistake(String keyPem, X509Certificate certificate) {
        Matcher block = KEY.matcher(keyPem);
        if (!block.find()) {
            return keyPem.contains("ENCRYPTED") ? "the key is encrypted" : "no private key in PEM";
        }
        PublicKey publicKey = certificate.getPublicKey();
        try {
            byte[] der = Base64.getMimeDecoder().decode(block.group(2));
            PrivateKey key = KeyFactory.getInstance(publicKey.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(pkcs8(block.group(1), der, publicKey)));
            return fits(key, publicKey) ? null : "the key does not belong to the certificate";
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return "the key cannot be read, or does not belong to the certificate";
        }
    }

    private static boolean fits(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> publicKey.getAlgorithm();
        };
        if (key instanceof RSAKey a
                && publicKey instanceof RSAKey b
                && !a.getModulus().equals(b.getModulus())) {
            return false;
        }
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(PROBE);
        return signature.verify(signed);
    }

    /** PKCS #8 around the older forms; an EC key's curve is taken from the certificate. */
    private static byte[] pkcs8(String type, byte[] der, PublicKey publicKey) {
        return switch (type) {
            case "RSA PRIVATE KEY" -> wrap(RSA_ID, der);
            case "EC PRIVATE KEY" -> wrap(algorithmOf(publicKey.getEncoded()), der);
            default -> der;
        };
    }

    /** The AlgorithmIdentifier inside a SubjectPublicKeyInfo: the first element of its sequence. */
    private static byte[] algorithmOf(byte[] info) {
        int start = info[1] >= 0 ? 2 : 2 + (info[1] & 0x7F);
        int length = 2 + (info[start + 1] & 0x7F);
        return Arrays.copyOfRange(info, start, start + length);
    }

    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return element(0x30, new byte[] {2, 1, 0}, algorithm, element(0x04, key));
    }

    /** A DER element with its length in the shortest form, X.690 section 8.1.3. */
    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
        out.write(tag);
        if (length >= 256) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length >= 128) {
            out.write(0x81);
        }
        out.write(length);
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
