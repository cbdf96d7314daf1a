package dev.windrose.model;

import java.util.List;

/**
 * What a listener believes of its peers, before any request.
 *
 * @param trustedProxies addresses whose X-Forwarded-*, Forwarded and X-Request-ID headers are believed
 * @param proxyProtocolFrom addresses that must speak the PROXY protocol (v1 or v2) first; empty switches it off
 * @param forwarded whether requests get a Forwarded field (RFC 7239) beside X-Forwarded-*
 */
public record ConnectionPolicy(List<Cidr> trustedProxies, List<Cidr> proxyProtocolFrom, boolean forwarded) {
    public static final ConnectionPolicy DEFAULT = new ConnectionPolicy(List.of(), List.of());

    public ConnectionPolicy {
        trustedProxies = Check.list(trustedProxies);
        proxyProtocolFrom = Check.list(proxyProtocolFrom);
    }

    /** Without a Forwarded field. */
    public ConnectionPolicy(List<Cidr> trustedProxies, List<Cidr> proxyProtocolFrom) {
        this(trustedProxies, proxyProtocolFrom, false);
    }
}
