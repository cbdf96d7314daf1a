package dev.windrose.model;

import java.util.List;

/**
 * What a listener believes of its peers and grants them, before any request.
 *
 * @param trustedProxies addresses whose X-Forwarded-*, Forwarded and X-Request-ID headers are believed
 * @param proxyProtocolFrom addresses that must speak the PROXY protocol (v1 or v2) first; empty switches it off
 * @param forwarded whether requests get a Forwarded field (RFC 7239) beside X-Forwarded-*
 * @param timeouts how long clients may take
 * @param sessionKeys secrets under which the tokens of sessions are sealed: by the first, and opened by any; empty for one of the process
 */
public record ConnectionPolicy(
        List<Cidr> trustedProxies,
        List<Cidr> proxyProtocolFrom,
        boolean forwarded,
        ClientTimeouts timeouts,
        List<SessionKey> sessionKeys) {
    public static final ConnectionPolicy DEFAULT = new ConnectionPolicy(List.of(), List.of());

    public ConnectionPolicy {
        trustedProxies = Check.list(trustedProxies);
        proxyProtocolFrom = Check.list(proxyProtocolFrom);
        sessionKeys = Check.list(sessionKeys);
    }

    /** Without a Forwarded field, and with times and keys of the process. */
    public ConnectionPolicy(List<Cidr> trustedProxies, List<Cidr> proxyProtocolFrom) {
        this(trustedProxies, proxyProtocolFrom, false, ClientTimeouts.NONE, List.of());
    }
}
