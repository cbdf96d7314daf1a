package dev.windrose.translate;

import dev.windrose.documents.kind.Secret;
import dev.windrose.model.pem.Pem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Looks whether a certificate and a key can be read, as they will be by those who use them, and belong together. */
public final class KeyPairs {
    private static final String CHAIN = "tls.crt";
    private static final String KEY = "tls.key";
    private static final byte[] PROBE = "windrose".getBytes(StandardCharsets.US_ASCII);

    private KeyPairs() {}

    /** What is wrong with the certificate and the key of a Secret, or null. The message holds no part of the key. */
    public static @Nullable String mistake(Secret secret) {
        String chain = secret.text(CHAIN);
        String key = secret.text(KEY);
        if (chain == null || key == null) {
            return (chain == null ? CHAIN : KEY) + " missing";
        }
        return mistake(chain, key);
    }

    static @Nullable String mistake(String chain, String key) {
        try {
            X509Certificate leaf = Pem.certificates(chain, CHAIN)[0];
            return fits(Pem.key(key, KEY), leaf.getPublicKey()) ? null : "the key does not belong to the certificate";
        } catch (IllegalArgumentException e) {
            return Objects.requireNonNull(e.getMessage());
        }
    }

    private static boolean fits(PrivateKey key, PublicKey publicKey) {
        if (key instanceof RSAKey a
                && publicKey instanceof RSAKey b
                && !a.getModulus().equals(b.getModulus())) {
            return false;
        }
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> publicKey.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
