package dev.windrose.transport.tls;

import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.pem.Pem;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.internal.tcnative.SSL;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;

/** What all TLS contexts have in common: provider, versions, cipher suites, ALPN, and how certificates are found. */
final class Contexts {
    static final SslProvider PROVIDER = provider();
    /** TLS 1.3, then the suites of TLS 1.2 with forward secrecy and AEAD (RFC 9325 §4.2). */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private Contexts() {}

    /** A certificate chain and its key, read. */
    record Identity(X509Certificate[] chain, PrivateKey key) {
        static Identity of(CertificateId id, Map<CertificateId, CertificateSpec> certificates) {
            CertificateSpec spec = certificates.get(id);
            if (spec == null) {
                throw new IllegalArgumentException("certificate: " + id + " (expected: a certificate that is there)");
            }
            String owner = "certificate " + id;
            return new Identity(
                    Pem.certificates(spec.chainPem(), owner), Pem.key(spec.key().reveal(), owner));
        }

        boolean isEc() {
            return key.getAlgorithm().equals("EC");
        }
    }

    static SslContextBuilder common(SslContextBuilder builder, boolean tls12, List<String> alpn) {
        builder.sslProvider(PROVIDER)
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .protocols(tls12 ? List.of("TLSv1.3", "TLSv1.2") : List.of("TLSv1.3"));
        if (!alpn.isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, alpn));
        }
        return builder;
    }

    /** Builds a context; what the provider refuses, such as a key that does not fit its certificate, is the configuration's fault. */
    static SslContext build(SslContextBuilder builder, String owner) {
        try {
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    owner + ": refused by the TLS library (expected: a chain with its own key)", e);
        }
    }

    /** Keeps no sessions of a server; with {@link #withoutTicket}, nothing is resumed. */
    static void forgetSessions(SslContext context) {
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setSessionCacheEnabled(false);
        } else {
            // The least that the JDK knows; 0 would be for ever.
            context.sessionContext().setSessionTimeout(1);
        }
    }

    /** Gives a connection no ticket, as Netty does of itself, by keys that the library made. */
    static void withoutTicket(SslHandler handler) {
        if (handler.engine() instanceof ReferenceCountedOpenSslEngine engine) {
            SSL.setOptions(engine.sslPointer(), SSL.SSL_OP_NO_TICKET);
        }
    }

    private static SslProvider provider() {
        if (OpenSsl.isAvailable()) {
            return SslProvider.OPENSSL_REFCNT;
        }
        // Read once by the JDK's TLS classes; BoringSSL never renegotiates.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        return SslProvider.JDK;
    }
}
