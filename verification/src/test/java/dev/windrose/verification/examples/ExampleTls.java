package dev.windrose.verification.examples;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS with the certificate of the documentation's examples, which is its own root. */
final class ExampleTls {
    private static final char[] NO_PASSWORD = {};

    private ExampleTls() {}

    /** Shows the certificate, and trusts it. */
    static SSLContext context() throws IOException {
        try {
            Certificate certificate = CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(field("tls.crt").getBytes(StandardCharsets.US_ASCII)));
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            store.setKeyEntry("own", key(), NO_PASSWORD, new Certificate[] {certificate});
            store.setCertificateEntry("root", certificate);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("example-tls.yaml", e);
        }
    }

    private static PrivateKey key() throws IOException, GeneralSecurityException {
        String base64 = field("tls.key").replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    private static String field(String name) throws IOException {
        String yaml = Files.readString(Path.of("src", "test", "resources", "example-tls.yaml"));
        Matcher field = Pattern.compile(Pattern.quote(name) + ": (\\S+)").matcher(yaml);
        if (!field.find()) {
            throw new IOException(name + ": missing (expected: in example-tls.yaml)");
        }
        return new String(Base64.getDecoder().decode(field.group(1)), StandardCharsets.US_ASCII);
    }
}
