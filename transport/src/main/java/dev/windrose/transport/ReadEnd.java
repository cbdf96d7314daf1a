package dev.windrose.transport;

import dev.windrose.transport.loop.NettyLoop;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Frames a connection's reads, so that what they cause is flushed once. */
final class ReadEnd extends ChannelInboundHandlerAdapter {
    private final NettyLoop loop;

    ReadEnd(NettyLoop loop) {
        this.loop = loop;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        loop.beginRead();
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        loop.endRead();
    }
}
