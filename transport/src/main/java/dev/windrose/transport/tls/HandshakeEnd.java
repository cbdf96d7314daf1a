package dev.windrose.transport.tls;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Stands behind an {@link SslHandler} until the handshake ends, then leaves a {@link TlsSession} and goes. */
final class HandshakeEnd extends ChannelInboundHandlerAdapter {
    private final SslHandler tls;
    private final @Nullable String serverName;
    private final PeerProof proof;

    HandshakeEnd(SslHandler tls, @Nullable String serverName, PeerProof proof) {
        this.tls = tls;
        this.serverName = serverName;
        this.proof = proof;
    }

    /** A handler that puts a TLS handler, with this one behind it, in its own place. */
    static ChannelHandler inFront(SslHandler tls, @Nullable String serverName, PeerProof proof) {
        return new ChannelHandlerAdapter() {
            @Override
            public void handlerAdded(ChannelHandlerContext ctx) {
                ctx.pipeline().addAfter(ctx.name(), null, new HandshakeEnd(tls, serverName, proof));
                ctx.pipeline().replace(this, null, tls);
            }
        };
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent end && end.isSuccess()) {
            ctx.channel().attr(TlsSession.KEY).set(session());
            ctx.fireUserEventTriggered(event);
            ctx.pipeline().remove(this);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** A failed handshake is the peer's affair: the connection ends and nobody behind needs to know why. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    private TlsSession session() {
        X509Certificate peer = proof == PeerProof.NONE ? null : peer();
        String spiffeId = proof == PeerProof.WORKLOAD && peer != null ? SpiffeId.of(peer) : null;
        return new TlsSession(serverName, tls.applicationProtocol(), spiffeId, proof == PeerProof.CLIENT ? peer : null);
    }

    private @Nullable X509Certificate peer() {
        try {
            Certificate[] chain = tls.engine().getSession().getPeerCertificates();
            return chain[0] instanceof X509Certificate leaf ? leaf : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }
}
