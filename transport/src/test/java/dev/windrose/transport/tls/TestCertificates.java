package dev.windrose.transport.tls;

import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A small certificate authority for tests. */
public final class TestCertificates {
    private final KeyPair keys = keyPair("EC");
    private final String name;
    private final X509Certificate root;
    /** What follows a leaf in its chain. */
    private final String above;

    public TestCertificates() {
        name = "CN=Root";
        root = issue(keys, name, new GeneralName[0]);
        above = "";
    }

    private TestCertificates(TestCertificates parent) throws Exception {
        name = "CN=Intermediate";
        root = parent.issue(keys, name, new GeneralName[0]);
        above = rootPem();
    }

    /** An authority that this one vouches for; its leaves come with its certificate. */
    public TestCertificates intermediate() throws Exception {
        return new TestCertificates(this);
    }

    public String rootPem() throws Exception {
        return pem("CERTIFICATE", root.getEncoded());
    }

    public X509Certificate root() {
        return root;
    }

    /** A leaf for DNS names, or URIs if a name holds {@code ://}. {@code algorithm} is EC or RSA. */
    public CertificateSpec leaf(String id, String algorithm, String... names) throws Exception {
        KeyPair pair = keyPair(algorithm);
        GeneralName[] general = new GeneralName[names.length];
        for (int i = 0; i < names.length; i++) {
            int type = names[i].contains("://")
                    ? GeneralName.uniformResourceIdentifier
                    : names[i].matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName;
            general[i] = new GeneralName(type, names[i]);
        }
        X509Certificate leaf = issue(pair, "CN=" + id, general);
        return new CertificateSpec(
                new CertificateId(id),
                pem("CERTIFICATE", leaf.getEncoded()) + above,
                new CertificateSpec.Secret(pem("PRIVATE KEY", pair.getPrivate().getEncoded())));
    }

    static KeyPair keyPair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    private X509Certificate issue(KeyPair subject, String of, GeneralName[] names) {
        try {
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new X500Name(this.name),
                    new BigInteger(64, new SecureRandom()),
                    Date.from(now.minus(1, ChronoUnit.HOURS)),
                    Date.from(now.plus(1, ChronoUnit.DAYS)),
                    new X500Name(of),
                    subject.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(names.length == 0));
            if (names.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
