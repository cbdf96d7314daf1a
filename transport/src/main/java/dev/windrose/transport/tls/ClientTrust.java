package dev.windrose.transport.tls;

import dev.windrose.model.Security;
import dev.windrose.model.pem.Pem;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * How a listener asks its clients for certificates. Sessions are not resumed where it does: every connection shows a certificate of the present, and
 * what was let in under other rules is not let in again.
 */
final class ClientTrust {
    private ClientTrust() {}

    /** Throws {@link IllegalArgumentException} for roots that cannot be read. */
    static void ask(SslContextBuilder builder, Security.ClientValidation clients) {
        X509Certificate[] roots = Pem.certificates(clients.caPem(), "client CA");
        if (clients.required()) {
            builder.clientAuth(ClientAuth.REQUIRE).trustManager(Pkix.trusting(roots));
        } else {
            builder.clientAuth(ClientAuth.OPTIONAL).trustManager(new Anyone(roots));
        }
    }

    /** Takes every client's certificate, and names the roots that good ones lead to. */
    private static final class Anyone extends X509ExtendedTrustManager {
        private final X509Certificate[] roots;

        Anyone(X509Certificate[] roots) {
            this.roots = roots;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("a trust manager for clients only");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return roots.clone();
        }
    }
}
