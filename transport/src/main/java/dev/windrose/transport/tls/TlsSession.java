package dev.windrose.transport.tls;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * What a finished handshake agreed on.
 *
 * @param serverName SNI as the client sent it, lower case; null without
 * @param applicationProtocol by ALPN, such as {@code h2}; null without
 * @param spiffeId of the verified client certificate; null without
 */
public record TlsSession(
        @Nullable String serverName,
        @Nullable String applicationProtocol,
        @Nullable String spiffeId) {
    static final AttributeKey<TlsSession> KEY = AttributeKey.valueOf(TlsSession.class, "session");

    /** The session of a connection: set before {@code SslHandshakeCompletionEvent} passes by; null before, or without TLS. */
    public static @Nullable TlsSession of(Channel channel) {
        return channel.attr(KEY).get();
    }
}
