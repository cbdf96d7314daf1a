package dev.windrose.transport.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts chains that lead to a bundle and whose leaf holds one SPIFFE id that is allowed. */
final class SpiffeTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager chains;
    private final List<String> allowed;

    SpiffeTrust(X509Certificate[] bundle, List<String> allowed) {
        this.chains = chains(bundle);
        this.allowed = allowed;
    }

    private static X509ExtendedTrustManager chains(X509Certificate[] bundle) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < bundle.length; i++) {
                store.setCertificateEntry(Integer.toString(i), bundle[i]);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager found) {
                    return found;
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("trust bundle: unusable (expected: CA certificates)", e);
        }
        throw new IllegalStateException("the JDK has no PKIX trust manager");
    }

    private void identify(X509Certificate[] chain) throws CertificateException {
        String id = SpiffeId.of(chain[0]);
        if (id == null) {
            throw new CertificateException("peer: (expected: a certificate with exactly one SPIFFE id)");
        }
        if (!SpiffeId.isAllowed(id, allowed)) {
            throw new CertificateException("peer: " + id + " (expected: one of the allowed peers)");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        chains.checkClientTrusted(chain, authType);
        identify(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        chains.checkServerTrusted(chain, authType);
        identify(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        chains.checkClientTrusted(chain, authType, socket);
        identify(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        chains.checkServerTrusted(chain, authType, socket);
        identify(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        chains.checkClientTrusted(chain, authType, engine);
        identify(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        chains.checkServerTrusted(chain, authType, engine);
        identify(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }
}
