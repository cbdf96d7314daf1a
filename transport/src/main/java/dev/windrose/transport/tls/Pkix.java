package dev.windrose.transport.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The JDK's verification of certificate chains (RFC 5280 §6). */
final class Pkix {
    private Pkix() {}

    /** Trusts chains that lead to one of the roots; null means the JDK's own. */
    static X509ExtendedTrustManager trusting(X509Certificate @Nullable [] roots) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(roots == null ? null : store(roots));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager found) {
                    return found;
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("trusted roots: unusable (expected: CA certificates)", e);
        }
        throw new IllegalStateException("the JDK has no PKIX trust manager");
    }

    private static KeyStore store(X509Certificate[] roots) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < roots.length; i++) {
            store.setCertificateEntry(Integer.toString(i), roots[i]);
        }
        return store;
    }
}
