package dev.windrose.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a backend reference leads: endpoints that serve the same, and how they are spoken to. */
public record ClusterSpec(
        ClusterId id,
        Endpoints endpoints,
        UpstreamProtocol protocol,
        @Nullable UpstreamSecurity tls,
        Duration connectTimeout,
        TrafficSpec traffic) {
    /** Long enough for a slow network, short enough to try another endpoint. */
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Without rules for its traffic. */
    public ClusterSpec(
            ClusterId id,
            Endpoints endpoints,
            UpstreamProtocol protocol,
            @Nullable UpstreamSecurity tls,
            Duration connectTimeout) {
        this(id, endpoints, protocol, tls, connectTimeout, TrafficSpec.NONE);
    }

    /** The protocol spoken to endpoints. */
    public enum UpstreamProtocol {
        /** HTTP/1.1, or HTTP/2 when the endpoint chooses it by ALPN under TLS. */
        AUTO,
        HTTP1,
        /** HTTP/2 with prior knowledge, in clear or over TLS. */
        HTTP2,
        /** Bytes: no application protocol is offered. Requests that are sent here all the same are HTTP/1.1. */
        TCP
    }

    /** Who the endpoints are. */
    public sealed interface Endpoints {
        /**
         * Known addresses.
         *
         * @param draining endpoints that still serve but end soon: only for sessions that are bound to them
         */
        record Fixed(List<EndpointSpec> endpoints, List<EndpointSpec> draining) implements Endpoints {
            public Fixed {
                endpoints = Check.list(endpoints);
                draining = Check.list(draining);
            }

            /** None of which is ending. */
            public Fixed(List<EndpointSpec> endpoints) {
                this(endpoints, List.of());
            }
        }

        /** All addresses of all names, resolved again when their TTL ends. */
        record Named(List<EndpointSpec> hosts) implements Endpoints {
            public Named {
                hosts = Check.list(hosts);
            }
        }

        /** The address that each client meant, known where its connection was captured or came through a tunnel. */
        record Original() implements Endpoints {}

        /**
         * Destinations at the far end of tunnels (HTTP/2 CONNECT). The cluster's protocol and security are those inside the tunnel.
         *
         * @param carrier the cluster that the tunnels lead through: an endpoint of it with the destination's own address where there is one, else any
         * @param destinations what is asked for; {@code host} is an IP address
         */
        record Inside(ClusterId carrier, List<EndpointSpec> destinations) implements Endpoints {
            public Inside {
                destinations = Check.list(destinations);
            }
        }
    }

    /** How connections to the endpoints are secured. */
    public sealed interface UpstreamSecurity permits UpstreamTls, Security.Mesh {}

    /** A host (IP address in {@link Endpoints.Fixed}, else DNS name) and port. */
    public record EndpointSpec(String host, int port) {
        public EndpointSpec {
            Check.that(port > 0 && port <= 65535, "port", port, "1 to 65535");
        }
    }

    /**
     * TLS to the endpoints.
     *
     * @param serverName SNI, and the name that the certificate must carry unless {@code names} says otherwise; null uses the endpoint's host name
     * @param caPem trusted roots in PEM; null trusts the JDK's roots
     * @param verify false accepts any certificate; only by explicit configuration
     * @param names of which the certificate must carry one; empty means the server name
     */
    public record UpstreamTls(
            @Nullable String serverName,
            @Nullable String caPem,
            boolean verify,
            @Nullable CertificateId clientCertificate,
            List<SubjectName> names)
            implements UpstreamSecurity {
        public UpstreamTls {
            names = Check.list(names);
        }

        /** The certificate must carry the server name. */
        public UpstreamTls(
                @Nullable String serverName,
                @Nullable String caPem,
                boolean verify,
                @Nullable CertificateId clientCertificate) {
            this(serverName, caPem, verify, clientCertificate, List.of());
        }
    }

    /** A subject alternative name of a certificate (RFC 5280 §4.2.1.6): a DNS name, which may begin with {@code *.}, or a URI. */
    public record SubjectName(Kind kind, String value) {
        /** The type of the name. */
        public enum Kind {
            DNS,
            URI
        }
    }
}
