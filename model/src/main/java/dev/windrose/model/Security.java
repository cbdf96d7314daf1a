package dev.windrose.model;

import java.util.List;

/** How a listener's connections are secured. */
public sealed interface Security {
    /** No TLS. */
    record Plaintext() implements Security {}

    /** TLS ends here; the certificate is chosen by SNI, most specific host first. */
    record Terminate(List<ServerName> names, TlsSettings settings) implements Security {
        public Terminate {
            names = Check.list(names);
        }
    }

    /** TLS is not opened; only the server name is read. */
    record Passthrough() implements Security {}

    /** Mutual TLS inside the mesh: both sides present SPIFFE ids and trust one root. */
    record Mesh(CertificateId certificate, String trustBundle, List<String> allowedPeers) implements Security {
        public Mesh {
            allowedPeers = Check.list(allowedPeers);
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
