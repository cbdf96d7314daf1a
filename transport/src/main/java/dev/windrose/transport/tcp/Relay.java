package dev.windrose.transport.tcp;

import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.telemetry.FinishedConnection;
import dev.windrose.transport.loop.Ends;
import dev.windrose.transport.loop.NettyLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.Queue;

/**
 * Carries bytes both ways between two connections of one loop. A side that cannot take more stops the reading of the other. The end of one
 * direction is passed on as such; an error of one side resets the other, so that nobody takes a part for the whole.
 */
final class Relay implements NettyLoop.Swept {
    private static final WriteBufferWaterMark WATERMARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    private final NettyLoop loop;
    private final TcpTimeouts timeouts;
    private final Account account;
    private final Side client;
    private final Side endpoint;
    private boolean over;
    private long used;

    /** {@code account} is closed when both connections have ended or are about to. */
    Relay(Channel client, Channel endpoint, NettyLoop loop, TcpTimeouts timeouts, Account account) {
        this.loop = loop;
        this.timeouts = timeouts;
        this.account = account;
        this.client = new Side(client, endpoint);
        this.endpoint = new Side(endpoint, client);
        endpoint.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        endpoint.config().setWriteBufferWaterMark(WATERMARK);
    }

    ChannelHandler clientSide() {
        return client;
    }

    ChannelHandler endpointSide() {
        return endpoint;
    }

    /** Starts, when both handlers are in place, with what the client has sent meanwhile. */
    void begin(Queue<ByteBuf> early, boolean clientEnded) {
        used = loop.nanoTime();
        loop.sweep(this);
        Channel to = endpoint.own;
        while (!early.isEmpty()) {
            to.write(early.remove(), to.voidPromise());
        }
        to.flush();
        if (clientEnded) {
            client.onInputEnd();
        } else if (to.isWritable()) {
            client.own.config().setAutoRead(true);
        }
    }

    @Override
    public void sweep(long now) {
        boolean half = client.ended || endpoint.ended;
        long limit = half && (client.isSecured || endpoint.isSecured)
                ? timeouts.halfClosed().toNanos()
                : timeouts.idle().toNanos();
        if (now - used > limit) {
            finish(half ? FinishedConnection.OK : FinishedConnection.IDLE);
        }
    }

    /** Both directions have ended: what is on its way still arrives. */
    private void finish(String reason) {
        if (!over) {
            end(reason);
            Ends.close(client.own);
            Ends.close(endpoint.own);
        }
    }

    /** Something is missing on one side: the other must know. */
    private void abort(Failure.Kind why) {
        if (!over) {
            end(why.code());
            Ends.reset(client.own);
            Ends.reset(endpoint.own);
        }
    }

    private void end(String reason) {
        over = true;
        loop.unsweep(this);
        account.end(reason);
    }

    /** Reads from one connection and writes to the other. */
    private final class Side extends ChannelInboundHandlerAdapter {
        private final Channel own;
        private final Channel other;
        private final boolean isSecured;
        private boolean ended;
        private boolean saidGoodBye;

        Side(Channel own, Channel other) {
            this.own = own;
            this.other = other;
            this.isSecured = Ends.isSecured(own);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            used = loop.coarseTime();
            count(((ByteBuf) message).readableBytes());
            other.write(message, other.voidPromise());
            if (!other.isWritable()) {
                own.config().setAutoRead(false);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            other.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (own.isWritable()) {
                used = loop.coarseTime();
                other.config().setAutoRead(true);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                onInputEnd();
            } else if (event instanceof SslCloseCompletionEvent end && end.isSuccess()) {
                saidGoodBye = true;
                // The library ends both directions of TLS at once, so that nothing could be answered any more.
                finish(FinishedConnection.OK);
            }
        }

        void onInputEnd() {
            if (over || ended) {
                return;
            }
            if (isSecured && !saidGoodBye) {
                // A FIN that TLS did not announce may be anyone's.
                abort(breach());
                return;
            }
            ended = true;
            if (peerEnded()) {
                finish(FinishedConnection.OK);
            } else if (!Ends.isSecured(other)) {
                Ends.shutdownOutput(other);
            }
        }

        private void count(int bytes) {
            if (this == client) {
                account.received(bytes);
            } else {
                account.sent(bytes);
            }
        }

        private Failure.Kind breach() {
            return this == client ? Failure.Kind.CLIENT_CLOSED : Failure.Kind.UPSTREAM_RESET;
        }

        private boolean peerEnded() {
            return this == client ? endpoint.ended : client.ended;
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (ended) {
                finish(FinishedConnection.OK);
            } else {
                abort(breach());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            abort(breach());
        }
    }
}
