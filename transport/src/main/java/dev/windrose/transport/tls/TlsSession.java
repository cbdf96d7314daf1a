package dev.windrose.transport.tls;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What a finished handshake agreed on.
 *
 * @param serverName SNI as the client sent it, lower case; null without
 * @param applicationProtocol by ALPN, such as {@code h2}; null without
 * @param spiffeId of the verified client certificate inside the mesh; null without
 * @param clientCertificate what a client showed and we verified, outside the mesh; null without
 */
public record TlsSession(
        @Nullable String serverName,
        @Nullable String applicationProtocol,
        @Nullable String spiffeId,
        @Nullable X509Certificate clientCertificate) {
    static final AttributeKey<TlsSession> KEY = AttributeKey.valueOf(TlsSession.class, "session");

    /** Says of a connection inside another that its peer is who the other's handshake has shown; nothing else of that handshake holds inside. */
    public static void inherit(Channel outer, Channel inner) {
        TlsSession session = of(outer);
        if (session != null) {
            inner.attr(KEY).set(new TlsSession(null, null, session.spiffeId(), null));
        }
    }

    /** The session of a connection: set before {@code SslHandshakeCompletionEvent} passes by; null before, or without TLS. */
    public static @Nullable TlsSession of(Channel channel) {
        return channel.attr(KEY).get();
    }
}
