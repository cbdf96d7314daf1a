package dev.windrose.filter;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Who is at the other end of a client's connection. */
public interface Peer {
    /** The client's address: of the socket, or as the PROXY protocol said it. */
    InetSocketAddress remoteAddress();

    /** The address of ours that the client connected to. */
    InetSocketAddress localAddress();

    /** Whether the connection is TLS. */
    boolean isSecure();

    /** The server name of the TLS handshake, lower case; null without. */
    @Nullable
    String serverName();

    /** The SPIFFE id of the verified client certificate; null without. */
    @Nullable
    String spiffeId();
}
