package dev.windrose.model;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a listener's connections are secured. */
public sealed interface Security {
    /** No TLS. */
    record Plaintext() implements Security {}

    /**
     * TLS ends here; the certificate is chosen by SNI, most specific host first.
     *
     * @param clients what is asked of clients' certificates; null asks for none
     */
    record Terminate(
            List<ServerName> names,
            TlsSettings settings,
            @Nullable ClientValidation clients) implements Security {
        public Terminate {
            names = Check.list(names);
        }

        /** Without client certificates. */
        public Terminate(List<ServerName> names, TlsSettings settings) {
            this(names, settings, null);
        }
    }

    /**
     * How clients' certificates are checked.
     *
     * @param caPem roots in PEM that certificates must lead to
     * @param required false still asks for a certificate, and lets in who has none or a wrong one
     */
    record ClientValidation(String caPem, boolean required) {}

    /** TLS is not opened; only the server name is read. */
    record Passthrough() implements Security {}

    /**
     * Mutual TLS inside the mesh: both sides present SPIFFE ids and trust one root. Serves listeners and, towards endpoints, clusters.
     *
     * @param certificate what we present, an X.509-SVID
     * @param trustBundle roots in PEM that peers must lead to
     * @param allowedPeers who the other side may be: ids, or prefixes such as {@code spiffe://example.org/ns/shop/*}; {@code
     *     spiffe://example.org/*} is everyone of the trust domain, which is never assumed from an empty list
     */
    record Mesh(CertificateId certificate, String trustBundle, List<String> allowedPeers)
            implements Security, ClusterSpec.UpstreamSecurity {
        private static final Pattern PEER = Pattern.compile("spiffe://[a-z0-9._-]+(/[A-Za-z0-9._-]+)*(/\\*)?");

        public Mesh {
            allowedPeers = Check.list(allowedPeers);
            Check.that(!allowedPeers.isEmpty(), "allowedPeers", allowedPeers, "at least one SPIFFE id or prefix");
            for (String peer : allowedPeers) {
                Check.that(
                        PEER.matcher(peer).matches(),
                        "allowedPeers",
                        peer,
                        "spiffe://domain/path or spiffe://domain/path/*");
            }
        }
    }

    /** Certificates (several for several key types) that serve one server name, exact or wildcard. */
    record ServerName(HostPattern host, List<CertificateId> certificates) {
        public ServerName {
            certificates = Check.list(certificates);
        }
    }

    /** Protocol bounds of TLS. {@code alpn} lists application protocols in the order of preference. */
    record TlsSettings(boolean tls12, List<String> alpn) {
        public static final TlsSettings DEFAULT = new TlsSettings(true, List.of("h2", "http/1.1"));

        public TlsSettings {
            alpn = Check.list(alpn);
        }
    }
}
