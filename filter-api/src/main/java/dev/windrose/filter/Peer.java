package dev.windrose.filter;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** Who is at the other end of a client's connection. */
public interface Peer {
    /** The client's address: of the socket, or as the PROXY protocol said it. */
    InetSocketAddress remoteAddress();

    /** The client's IP address in text. */
    default String remoteHost() {
        return remoteAddress().getAddress().getHostAddress();
    }

    /** Whether the listener's configuration names the peer's address as a proxy whose forwarding headers are believed. */
    default boolean isTrusted() {
        return false;
    }

    /**
     * What a Forwarded field says of this connection without the host: {@code for=192.0.2.1;proto=https} (RFC 7239 §4); null where no such field
     * may be needed. Made once per connection; not to be changed.
     */
    default byte @Nullable [] forwardedElement() {
        return null;
    }

    /** Whether requests are to get a Forwarded field even if they came without. */
    default boolean wantsForwarded() {
        return false;
    }

    /** The address of ours that the client connected to. */
    InetSocketAddress localAddress();

    /** Where the client meant to go: known of a connection that was captured or came through a tunnel, else null. */
    default @Nullable InetSocketAddress originalDestination() {
        return null;
    }

    /** Whether the connection is TLS, or came through a tunnel that is. */
    boolean isSecure();

    /** The server name of the TLS handshake, lower case; null without. */
    @Nullable
    String serverName();

    /** The certificate that the client showed, of a listener that requires one and has verified it; null otherwise. */
    default @Nullable X509Certificate clientCertificate() {
        return null;
    }

    /** The SPIFFE id of the verified client certificate inside the mesh; null without. */
    @Nullable
    String spiffeId();
}
