package dev.windrose.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.model.pem.Pem;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PemTest {
    @Test
    void readsRsaKeysInTheOldFormat() throws Exception {
        KeyPair pair = TestCertificates.keyPair("RSA");
        byte[] pkcs1 = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();

        assertThat(Pem.key(TestCertificates.pem("RSA PRIVATE KEY", pkcs1), "x")).isEqualTo(pair.getPrivate());
    }

    @Test
    void readsEllipticKeysInTheOldFormatBehindTheirParameters() throws Exception {
        KeyPair pair = TestCertificates.keyPair("EC");
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
        byte[] sec1 = new ECPrivateKey(
                        256,
                        ECPrivateKey.getInstance(info.parsePrivateKey()).getKey(),
                        info.getPrivateKeyAlgorithm().getParameters())
                .getEncoded();
        String pem = TestCertificates.pem("EC PARAMETERS", new byte[] {6, 1, 1})
                + TestCertificates.pem("EC PRIVATE KEY", sec1);

        assertThat(Pem.key(pem, "x"))
                .isInstanceOfSatisfying(
                        java.security.interfaces.ECPrivateKey.class,
                        key -> assertThat(key.getS())
                                .isEqualTo(((java.security.interfaces.ECPrivateKey) pair.getPrivate()).getS()));
    }

    /** Their lengths take one byte, or two. */
    @ParameterizedTest
    @CsvSource({"secp256r1, 256", "secp384r1, 384", "secp521r1, 521"})
    void readsEllipticKeysOfAllUsualCurves(String curve, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        KeyPair pair = generator.generateKeyPair();
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
        SubjectPublicKeyInfo open =
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
        byte[] sec1 = new ECPrivateKey(
                        bits,
                        ECPrivateKey.getInstance(info.parsePrivateKey()).getKey(),
                        new DERBitString(open.getPublicKeyData().getOctets()),
                        info.getPrivateKeyAlgorithm().getParameters())
                .getEncoded();

        PrivateKey read = Pem.key(TestCertificates.pem("EC PRIVATE KEY", sec1), "x");

        assertThat(((java.security.interfaces.ECPrivateKey) read).getS())
                .isEqualTo(((java.security.interfaces.ECPrivateKey) pair.getPrivate()).getS());
    }

    @Test
    void saysWhatIsWrongWithoutQuotingTheKey() {
        String pem = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0LXNlY3JldA==\n-----END PRIVATE KEY-----\n";

        assertThatThrownBy(() -> Pem.key(pem, "certificate a/b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("certificate a/b")
                .hasMessageNotContaining("c2Vj")
                .hasNoCause();
        assertThatThrownBy(() -> Pem.key("nothing", "certificate a/b")).hasMessageContaining("no key");
        assertThatThrownBy(() -> Pem.certificates("nothing", "certificate a/b")).hasMessageContaining("no certificate");
    }

    @Test
    void refusesIdentitiesThatTwoReadersWouldReadDifferently() {
        assertThat(SpiffeId.isWellFormed("spiffe://mesh.local/ns/prod/sa/api")).isTrue();
        assertThat(SpiffeId.isWellFormed("spiffe://mesh.local/ns/prod\0.evil")).isFalse();
        assertThat(SpiffeId.isWellFormed("spiffe://mesh.local/ns/../sa")).isFalse();
        assertThat(SpiffeId.isWellFormed("spiffe://mesh.local/ns//sa")).isFalse();
        assertThat(SpiffeId.isWellFormed("spiffe:///ns")).isFalse();
        assertThat(SpiffeId.isWellFormed("https://mesh.local/ns")).isFalse();
    }
}
