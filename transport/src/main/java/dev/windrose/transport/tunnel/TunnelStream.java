package dev.windrose.transport.tunnel;

import dev.windrose.transport.loop.InnerStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** First in the pipeline of a tunnel's stream: bytes inside, DATA frames outside, and a half-close is END_STREAM. */
final class TunnelStream extends ChannelDuplexHandler implements InnerStream {
    /** How long the last bytes may wait for a receiver that takes nothing. */
    private static final long CLOSE_SECONDS = 30;

    private @Nullable ChannelHandlerContext context;
    private boolean accepted;
    private boolean outputEnded;
    /** The frame of bytes, or of their end, that was written last. */
    private @Nullable ChannelFuture last;

    /** {@code accepted} on the side that asked for the tunnel, which gets a stream when it was granted. */
    TunnelStream(boolean accepted) {
        this.accepted = accepted;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        ctx.channel().attr(KEY).set(this);
    }

    // ---- inward

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof Http2DataFrame frame)) {
            // RFC 9113 §8.5: after the heads, nothing but DATA.
            ReferenceCountUtil.release(message);
            reset(Http2Error.PROTOCOL_ERROR);
            return;
        }
        boolean end = frame.isEndStream();
        if (frame.content().isReadable()) {
            ctx.fireChannelRead(frame.content());
        } else {
            frame.release();
        }
        if (end) {
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }

    // ---- outward

    /** An empty buffer becomes no frame: it marks when all before it has been sent. */
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf data)) {
            ctx.write(message, promise);
        } else if (!data.isReadable()) {
            data.release();
            afterLast(() -> promise.trySuccess());
        } else if (outputEnded || !accepted) {
            data.release();
            promise.tryFailure(new ClosedChannelException());
        } else {
            last = ctx.write(new DefaultHttp2DataFrame(data, false), promise.isVoid() ? ctx.newPromise() : promise);
        }
    }

    /** In good order: what was written and END_STREAM go out before the stream ends, unless the receiver takes nothing for too long. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!accepted || !ctx.channel().isActive()) {
            ctx.close(promise);
            return;
        }
        shutdownOutput();
        Future<?> patience = ctx.executor().schedule(() -> ctx.close(), CLOSE_SECONDS, TimeUnit.SECONDS);
        afterLast(() -> {
            patience.cancel(false);
            ctx.close(promise);
        });
    }

    private void afterLast(Runnable action) {
        ChannelFuture before = last;
        if (before == null || before.isDone()) {
            action.run();
        } else {
            before.addListener(_ -> action.run());
        }
    }

    @Override
    public void accept() {
        if (!accepted) {
            accepted = true;
            context().writeAndFlush(new DefaultHttp2HeadersFrame(status(200), false));
        }
    }

    @Override
    public void refuse(int status) {
        if (accepted) {
            reset();
            return;
        }
        ChannelHandlerContext ctx = context();
        ctx.writeAndFlush(new DefaultHttp2HeadersFrame(status(status), true)).addListener(_ -> ctx.close());
    }

    @Override
    public void shutdownOutput() {
        if (!outputEnded) {
            outputEnded = true;
            last = context().writeAndFlush(new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, true));
        }
    }

    /** RFC 9113 §8.5: an error of the connection at the far end is CONNECT_ERROR. */
    @Override
    public void reset() {
        reset(Http2Error.CONNECT_ERROR);
    }

    private void reset(Http2Error error) {
        outputEnded = true;
        ChannelHandlerContext ctx = context();
        ctx.writeAndFlush(new DefaultHttp2ResetFrame(error)).addListener(_ -> ctx.close());
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    private static Http2Headers status(int status) {
        return new DefaultHttp2Headers().status(Integer.toString(status));
    }
}
