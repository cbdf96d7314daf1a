package dev.windrose.translate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;

class KeyPairsTest {
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----");
    private static final String ENCRYPTED = "tls.key: key is encrypted (expected: a key without password)";

    @Test
    void anEncryptedKeyIsToldAsSuch() throws Exception {
        String pem = pem("ENCRYPTED PRIVATE KEY", encrypted());

        assertThat(KeyPairs.mistake(certificates().getFirst(), pem)).isEqualTo(ENCRYPTED);
    }

    @Test
    void anEncryptedKeyOfTheOldFormIsToldAsSuch() {
        String pem = """
                -----BEGIN RSA PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED
                DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF

                AAAA
                -----END RSA PRIVATE KEY-----
                """;

        assertThat(KeyPairs.mistake(certificates().getFirst(), pem)).isEqualTo(ENCRYPTED);
    }

    @Test
    void aKeyOfAnotherAlgorithmDoesNotBelongToTheCertificate() throws Exception {
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            byte[] key = KeyPairGenerator.getInstance(algorithm)
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded();
            for (String certificate : certificates()) {
                assertThat(KeyPairs.mistake(certificate, pem("PRIVATE KEY", key)))
                        .isEqualTo("the key does not belong to the certificate");
            }
        }
    }

    @Test
    void aTextWithoutKeyIsToldAsSuch() {
        assertThat(KeyPairs.mistake(certificates().getFirst(), "secret"))
                .startsWith("tls.key: no key")
                .doesNotContain("secret");
    }

    private static byte[] encrypted() throws Exception {
        String algorithm = "PBEWithSHA1AndDESede";
        SecretKey password =
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec("password".toCharArray()));
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.ENCRYPT_MODE, password);
        AlgorithmParameters parameters = cipher.getParameters();
        byte[] key = KeyPairGenerator.getInstance("EC")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        return new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(key)).getEncoded();
    }

    /** Those of a golden case. */
    private static List<String> certificates() {
        List<String> found = new ArrayList<>();
        try {
            Matcher block = CERTIFICATE.matcher(
                    Files.readString(Path.of("src", "test", "resources", "cases", "https", "in.yaml")));
            while (block.find()) {
                found.add(block.group().replaceAll("(?m)^ +", ""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(found).isNotEmpty();
        return found;
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + type
                + "-----\n";
    }
}
