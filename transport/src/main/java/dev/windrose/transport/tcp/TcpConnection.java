package dev.windrose.transport.tcp;

import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.exchange.ByteRoute;
import dev.windrose.engine.exchange.Failure;
import dev.windrose.transport.loop.Ends;
import dev.windrose.transport.loop.NettyLoop;
import dev.windrose.transport.upstream.Connector;
import dev.windrose.transport.upstream.PooledUpstream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client's connection of bytes until its endpoint is connected; then a {@link Relay} takes over. Nothing is read from the client before. */
public final class TcpConnection extends ChannelInboundHandlerAdapter implements Connector.Opening {
    /** As many as a request tries (see {@code engine.exchange.Attempts}). */
    private static final int MAX_ATTEMPTS = 3;

    private final Channel client;
    private final NettyLoop loop;
    private final PooledUpstream upstream;
    private final TcpTimeouts timeouts;
    private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(2);
    private final Account account;
    private final List<Endpoint> tried = new ArrayList<>(1);
    private boolean clientEnded;
    private boolean over;

    public TcpConnection(
            Channel client, NettyLoop loop, PooledUpstream upstream, TcpTimeouts timeouts, Account account) {
        this.client = client;
        this.loop = loop;
        this.upstream = upstream;
        this.timeouts = timeouts;
        this.account = account;
    }

    /** Goes where the route leads, when this stands in the client's pipeline and what was read before has been handed to it. */
    public void start(ByteRoute route) {
        client.config().setAutoRead(false);
        switch (route) {
            case ByteRoute.Refused(Failure why) -> failed(why);
            case ByteRoute.To(Endpoint to) -> connect(to);
        }
    }

    private void connect(Endpoint to) {
        tried.add(to);
        account.to(to);
        upstream.connect(loop, to, this);
    }

    @Override
    public void opened(Channel channel, boolean http2) {
        if (over) {
            Ends.reset(channel);
            return;
        }
        over = true;
        Ends.accept(client);
        Relay relay = new Relay(client, channel, loop, timeouts, account);
        client.pipeline().replace(this, null, relay.clientSide());
        channel.pipeline().addLast(relay.endpointSide());
        relay.begin(early, clientEnded);
    }

    @Override
    public void failed(Failure failure) {
        if (over) {
            return;
        }
        Endpoint other = another(failure);
        if (other != null) {
            connect(other);
        } else {
            over = true;
            account.end(failure.kind().code());
            Ends.refuse(client, failure.kind().status());
        }
    }

    /** No byte has gone anywhere yet, so that another endpoint is as good. */
    private @Nullable Endpoint another(Failure failure) {
        if (failure.retry() != Failure.Retry.SAFE || tried.isEmpty() || tried.size() >= MAX_ATTEMPTS) {
            return null;
        }
        return tried.getFirst().cluster().pickUntried(tried);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf data = (ByteBuf) message;
        if (over) {
            data.release();
        } else {
            account.received(data.readableBytes());
            early.add(data);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            clientEnded = true;
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!over) {
            over = true;
            account.end(Failure.Kind.CLIENT_CLOSED.code());
        }
        release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Ends.reset(client);
    }

    private void release() {
        early.forEach(ByteBuf::release);
        early.clear();
    }
}
