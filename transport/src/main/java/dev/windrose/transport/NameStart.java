package dev.windrose.transport;

import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.loop.Ends;
import dev.windrose.transport.loop.NettyLoop;
import dev.windrose.transport.tls.ClientHello;
import dev.windrose.transport.tls.Handshakes.Result;
import dev.windrose.transport.tls.HelloReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The first handler of a connection that goes by its server name: reads the ClientHello, hands the connection over with all bytes, and goes. */
final class NameStart extends ChannelInboundHandlerAdapter implements NettyLoop.Swept {
    private final NettyLoop loop;
    private final OpenConnections.Entry entry;
    private final long limit;
    private final Entrance entrance;
    private final HelloReader reader = new HelloReader();
    private ByteBuf first = Unpooled.EMPTY_BUFFER;
    private @Nullable ChannelHandlerContext context;
    private long since;
    private boolean over;

    /** Finds who takes a connection by its server name. */
    interface Entrance {
        /** Adds the handlers that take it over, from its first byte on; false if nobody serves the name. */
        boolean enter(Channel client, ClientHello hello);
    }

    /** {@code limit} is what a client may take for its ClientHello, in nanoseconds. */
    NameStart(NettyLoop loop, OpenConnections.Entry entry, long limit, Entrance entrance) {
        this.loop = loop;
        this.entry = entry;
        this.limit = limit;
        this.entrance = entrance;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        since = loop.nanoTime();
        loop.sweep(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        loop.unsweep(this);
        first.release();
        first = Unpooled.EMPTY_BUFFER;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loop.unsweep(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf data = (ByteBuf) message;
        if (over) {
            data.release();
            return;
        }
        first = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), first, data);
        switch (reader.read(first)) {
            case OPEN -> {}
            case FOREIGN -> refuse(ctx, Result.NO_TLS);
            case WHOLE -> handOver(ctx);
        }
    }

    private void handOver(ChannelHandlerContext ctx) {
        if (!entrance.enter(ctx.channel(), reader.hello())) {
            over = true;
            entry.handshakes().count(Result.UNKNOWN_NAME);
            // As the Gateway API has it for TLS routes: not an alert, which would be the word of a server that may not
            // be ours.
            Ends.reset(ctx.channel());
            return;
        }
        ByteBuf all = first;
        first = Unpooled.EMPTY_BUFFER;
        entry.left();
        ctx.fireChannelRead(all);
        ctx.pipeline().remove(this);
    }

    private void refuse(ChannelHandlerContext ctx, Result why) {
        if (!over) {
            over = true;
            entry.handshakes().count(why);
        }
        ctx.close();
    }

    @Override
    public void sweep(long now) {
        if (now - since > (entry.isDraining() ? ServerTimeouts.DRAIN_NANOS : limit)) {
            refuse(Objects.requireNonNull(context), Result.TIMEOUT);
        }
    }

    /** Without a whole ClientHello nothing can follow. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            refuse(ctx, Result.CLOSED);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
