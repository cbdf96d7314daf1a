package dev.windrose.transport;

import dev.windrose.filter.Peer;
import dev.windrose.model.Cidr;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.transport.tls.TlsSession;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** What is known of a client for as long as its connection lasts; worked out once. */
final class ConnectionPeer implements Peer {
    private final InetSocketAddress remote;
    private final InetSocketAddress local;
    private final @Nullable TlsSession tls;
    private final @Nullable InetSocketAddress meant;
    private final String host;
    private final boolean trusted;
    private final boolean forwarded;
    private final byte @Nullable [] forwardedElement;

    ConnectionPeer(
            InetSocketAddress remote,
            InetSocketAddress local,
            @Nullable TlsSession tls,
            @Nullable InetSocketAddress meant,
            ConnectionPolicy policy) {
        this.remote = remote;
        this.local = local;
        this.tls = tls;
        this.meant = meant;
        this.host = remote.getAddress().getHostAddress();
        byte[] address = remote.getAddress().getAddress();
        boolean named = false;
        for (Cidr range : policy.trustedProxies()) {
            named |= range.contains(address);
        }
        this.trusted = named;
        this.forwarded = policy.forwarded();
        this.forwardedElement = trusted || forwarded ? element() : null;
    }

    /** An IPv6 address is bracketed and quoted (RFC 7239 §6). */
    private byte[] element() {
        String node = host.indexOf(':') < 0 ? host : "\"[" + host + "]\"";
        return ("for=" + node + ";proto=" + (tls == null ? "http" : "https")).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public byte @Nullable [] forwardedElement() {
        return forwardedElement;
    }

    @Override
    public boolean wantsForwarded() {
        return forwarded;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public String remoteHost() {
        return host;
    }

    @Override
    public boolean isTrusted() {
        return trusted;
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    public @Nullable InetSocketAddress originalDestination() {
        return meant;
    }

    @Override
    public boolean isSecure() {
        return tls != null;
    }

    @Override
    public @Nullable String serverName() {
        return tls == null ? null : tls.serverName();
    }

    @Override
    public @Nullable X509Certificate clientCertificate() {
        return tls == null ? null : tls.clientCertificate();
    }

    @Override
    public @Nullable String spiffeId() {
        return tls == null ? null : tls.spiffeId();
    }
}
