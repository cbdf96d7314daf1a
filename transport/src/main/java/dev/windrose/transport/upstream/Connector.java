package dev.windrose.transport.upstream;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.exchange.Failure.Retry;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.transport.loop.NettyLoop;
import dev.windrose.transport.tls.TlsSession;
import dev.windrose.transport.tunnel.TunnelClient;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/**
 * Opens connections of one loop to endpoints: TCP or a tunnel, then TLS if the cluster has it, then it is known which protocol is spoken.
 */
public final class Connector {
    private final Dialer dialer;
    private final UpstreamContexts security;
    private final Carriers carriers;

    Connector(NettyLoop loop, Class<? extends Channel> channelType, UpstreamContexts security) {
        this.dialer = new Dialer(loop, channelType);
        this.security = security;
        this.carriers = new Carriers(loop, this);
    }

    /** Hears once what came of an attempt, on the loop. */
    public interface Opening {
        /** The connection is there; nothing was read from it yet, so handlers can be added now and not later. */
        void opened(Channel channel, boolean http2);

        void failed(Failure failure);
    }

    void open(Endpoint endpoint, Opening opening) {
        Cluster carrier = endpoint.cluster().carrier();
        if (carrier == null) {
            connect(endpoint, opening);
        } else {
            carriers.open(carrier, endpoint, new TunnelClient.Opening() {
                @Override
                public void opened(Channel stream) {
                    secure(stream, endpoint, opening);
                }

                @Override
                public void failed(Failure failure) {
                    opening.failed(failure);
                }
            });
        }
    }

    private void connect(Endpoint endpoint, Opening opening) {
        dialer.dial(endpoint, new Dialer.Dialing() {
            @Override
            public void connected(Channel channel) {
                secure(channel, endpoint, opening);
            }

            @Override
            public void failed(Throwable cause) {
                Kind kind = cause instanceof ConnectTimeoutException ? Kind.CONNECT_TIMEOUT : Kind.CONNECT_FAILED;
                opening.failed(Failure.upstream(kind, Retry.SAFE, "cannot connect to " + endpoint, cause));
            }
        });
    }

    private void secure(Channel channel, Endpoint endpoint, Opening opening) {
        ChannelHandler tls;
        try {
            tls = security.handler(endpoint, channel.alloc());
        } catch (IllegalArgumentException e) {
            channel.close();
            String detail = "TLS of " + endpoint.cluster().spec().id() + " cannot be used";
            opening.failed(Failure.upstream(Kind.UPSTREAM_TLS, Retry.NEVER, detail, e));
            return;
        }
        if (tls == null) {
            // In clear there is nobody to ask: HTTP/2 only by configuration (RFC 9113 §3.3).
            opening.opened(channel, endpoint.cluster().spec().protocol() == UpstreamProtocol.HTTP2);
            return;
        }
        channel.pipeline().addLast(tls).addLast(new Handshake(endpoint, opening));
    }

    /** Waits for the end of the handshake, and for what was agreed on in it. */
    private static final class Handshake extends ChannelInboundHandlerAdapter {
        private final Endpoint endpoint;
        private final Opening opening;

        Handshake(Endpoint endpoint, Opening opening) {
            this.endpoint = endpoint;
            this.opening = opening;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (!(event instanceof SslHandshakeCompletionEvent end)) {
                ctx.fireUserEventTriggered(event);
                return;
            }
            ctx.pipeline().remove(this);
            if (!end.isSuccess()) {
                ctx.close();
                String detail = "no TLS with " + endpoint;
                opening.failed(Failure.upstream(Kind.UPSTREAM_TLS, Retry.SAFE, detail, end.cause()));
                return;
            }
            TlsSession session = TlsSession.of(ctx.channel());
            boolean http2 = session != null && "h2".equals(session.applicationProtocol());
            if (!http2 && endpoint.cluster().spec().protocol() == UpstreamProtocol.HTTP2) {
                ctx.close();
                String detail = endpoint + " did not agree to HTTP/2 (ALPN)";
                opening.failed(Failure.upstream(Kind.UPSTREAM_PROTOCOL, Retry.SAFE, detail, null));
                return;
            }
            opening.opened(ctx.channel(), http2);
        }
    }
}
