package dev.windrose.transport.h2;

import dev.windrose.transport.loop.NettyLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** Writes the frames of a connection, and flushes once for all that a read of any connection of the loop caused. */
final class H2Output implements NettyLoop.Writer {
    private final H2Handler handler;
    private final NettyLoop loop;
    private final FloodBudget budget;
    private boolean announced;

    H2Output(H2Handler handler, NettyLoop loop, FloodBudget budget) {
        this.handler = handler;
        this.loop = loop;
        this.budget = budget;
    }

    boolean isWritable(Http2Stream stream) {
        return handler.encoder().flowController().isWritable(stream);
    }

    void headers(Http2Stream stream, Http2Headers headers, boolean end) {
        ChannelHandlerContext ctx = handler.context();
        if (ctx != null) {
            budget.earn();
            ChannelFuture sent = handler.encoder().writeHeaders(ctx, stream.id(), headers, 0, end, ctx.newPromise());
            wrote(stream, end, sent);
        }
    }

    /** Returns what tells when the peer's window let all of it go; null without a connection. */
    @Nullable
    ChannelFuture data(Http2Stream stream, ByteBuf data, boolean end) {
        ChannelHandlerContext ctx = handler.context();
        if (ctx == null) {
            data.release();
            return null;
        }
        budget.earn();
        ChannelFuture sent = handler.encoder().writeData(ctx, stream.id(), data, 0, end, ctx.newPromise());
        wrote(stream, end, sent);
        return sent;
    }

    /** When a server's response is whole, the rest of the request is not wanted (RFC 9113 §8.1). */
    private void wrote(Http2Stream stream, boolean end, ChannelFuture sent) {
        if (end && handler.connection().isServer() && stream.state().remoteSideOpen()) {
            sent.addListener(result -> {
                if (result.isSuccess() && stream.state().remoteSideOpen()) {
                    reset(stream, Http2Error.NO_ERROR);
                }
            });
        }
        flushSoon();
    }

    void end(Http2Stream stream) {
        data(stream, Unpooled.EMPTY_BUFFER, true);
    }

    void reset(Http2Stream stream, Http2Error error) {
        ChannelHandlerContext ctx = handler.context();
        if (ctx != null) {
            handler.resetStream(ctx, stream.id(), error.code(), ctx.newPromise());
            flushSoon();
        }
    }

    /** Gives so much of the window back to the sender. */
    void consumed(Http2Stream stream, int bytes) {
        try {
            if (handler.connection().local().flowController().consumeBytes(stream, bytes)) {
                flushSoon();
            }
        } catch (Http2Exception e) {
            reset(stream, e.error());
        }
    }

    void flushSoon() {
        if (!announced) {
            announced = true;
            loop.wrote(this);
        }
    }

    @Override
    public void flushWrites() {
        announced = false;
        ChannelHandlerContext ctx = handler.context();
        if (ctx != null) {
            handler.flush(ctx);
        }
    }
}
