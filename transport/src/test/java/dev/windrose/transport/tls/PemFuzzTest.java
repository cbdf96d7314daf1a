package dev.windrose.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.model.CertificateSpec;
import dev.windrose.model.pem.Pem;
import dev.windrose.transport.Fuzz;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.junit.jupiter.api.Test;

/** Whatever a file of certificates or keys holds, reading it ends in what was read or in an exception that names the owner. */
class PemFuzzTest {
    @Test
    void damagedKeysAndCertificatesAreToldByTheirOwner() throws Exception {
        CertificateSpec leaf = new TestCertificates().leaf("leaf", "EC", "a.test");
        KeyPair rsa = TestCertificates.keyPair("RSA");
        byte[] chain = ascii(leaf.chainPem());
        byte[] key = ascii(leaf.key().reveal());
        byte[] old = ascii(TestCertificates.pem("RSA PRIVATE KEY", pkcs1(rsa)));
        byte[] elliptic = ascii(TestCertificates.pem("EC PRIVATE KEY", sec1(TestCertificates.keyPair("EC"))));
        Fuzz fuzz = new Fuzz(5_000);
        int[] read = new int[2];
        while (fuzz.next()) {
            byte[] bytes = fuzz.mutate(chain, key, old, elliptic);
            String pem = new String(bytes, StandardCharsets.ISO_8859_1);
            read[0] += ends(() -> Pem.certificates(pem, "owner"), fuzz.told(bytes));
            read[1] += ends(() -> Pem.key(pem, "owner"), fuzz.told(bytes));
        }
        assertThat(read[0]).isBetween(100, 4_000);
        assertThat(read[1]).isBetween(100, 4_000);
    }

    @Test
    void damagedDerIsToldByItsOwner() throws Exception {
        byte[] rsa = pkcs1(TestCertificates.keyPair("RSA"));
        byte[] elliptic = sec1(TestCertificates.keyPair("EC"));
        Fuzz fuzz = new Fuzz(5_000);
        while (fuzz.next()) {
            byte[] old = fuzz.mutate(rsa);
            ends(() -> Pem.key(TestCertificates.pem("RSA PRIVATE KEY", old), "owner"), fuzz.told(old));
            byte[] named = fuzz.mutate(elliptic);
            ends(() -> Pem.key(TestCertificates.pem("EC PRIVATE KEY", named), "owner"), fuzz.told(named));
        }
    }

    /** 1 if something was read. */
    private static int ends(Runnable reading, String told) {
        try {
            reading.run();
            return 1;
        } catch (IllegalArgumentException e) {
            assertThat(e).as(told).hasMessageStartingWith("owner: ");
            return 0;
        } catch (RuntimeException e) {
            throw new AssertionError(told, e);
        }
    }

    private static byte[] pkcs1(KeyPair pair) throws Exception {
        return PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
    }

    private static byte[] sec1(KeyPair pair) throws Exception {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
        return new ECPrivateKey(
                        256,
                        ECPrivateKey.getInstance(info.parsePrivateKey()).getKey(),
                        info.getPrivateKeyAlgorithm().getParameters())
                .getEncoded();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
