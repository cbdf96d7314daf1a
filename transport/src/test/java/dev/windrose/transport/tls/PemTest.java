package dev.windrose.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.junit.jupiter.api.Test;

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
