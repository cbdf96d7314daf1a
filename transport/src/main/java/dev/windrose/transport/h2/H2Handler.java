package dev.windrose.transport.h2;

import dev.windrose.transport.loop.NettyLoop;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** Netty's HTTP/2 connection with our limits. */
final class H2Handler extends Http2ConnectionHandler {
    private static final int MAX_STREAMS = 100;
    private static final int STREAM_WINDOW = 64 * 1024;
    private static final int CONNECTION_WINDOW = 1024 * 1024;
    private static final int MAX_EMPTY_DATA = 4;
    private static final int MAX_SMALL_CONTINUATIONS = 4;
    private static final int MAX_RESETS = 200;
    private static final int RESET_SECONDS = 30;
    private static final int MAX_QUEUED_CONTROL = 1_000;
    private static final long DRAIN_MILLIS = 30_000;

    private @Nullable ChannelHandlerContext context;
    private final NettyLoop loop;
    private boolean grown;

    private H2Handler(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings, NettyLoop loop) {
        super(decoder, encoder, settings);
        this.loop = loop;
    }

    static H2Handler server(Http2FrameListener listener, NettyLoop loop) {
        return new Builder(true, listener, loop).build();
    }

    static H2Handler client(Http2FrameListener listener, NettyLoop loop) {
        return new Builder(false, listener, loop).build();
    }

    /** Where the handler stands; null before it was added to a pipeline. */
    @Nullable
    ChannelHandlerContext context() {
        return context;
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<H2Handler, Builder> {
        private final NettyLoop loop;

        Builder(boolean server, Http2FrameListener listener, NettyLoop loop) {
            this.loop = loop;
            Http2Settings settings =
                    new Http2Settings().initialWindowSize(STREAM_WINDOW).maxHeaderListSize(H2Fields.MAX_LIST_BYTES);
            if (server) {
                settings.maxConcurrentStreams(MAX_STREAMS);
                encoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS);
                decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS);
            } else {
                settings.pushEnabled(false);
                // An endpoint can reset no more than what it was sent, and one that is overloaded refuses all of it.
                decoderEnforceMaxRstFramesPerWindow(0, 0);
            }
            server(server);
            frameListener(listener);
            initialSettings(settings);
            validateHeaders(true);
            decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_DATA);
            decoderEnforceMaxSmallContinuationFrames(MAX_SMALL_CONTINUATIONS);
            encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_CONTROL);
            gracefulShutdownTimeoutMillis(DRAIN_MILLIS);
        }

        @Override
        protected H2Handler build() {
            return super.build();
        }

        @Override
        protected H2Handler build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            return new H2Handler(decoder, encoder, settings, loop);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
        if (ctx.channel().isActive()) {
            growWindow(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        super.channelActive(ctx);
        growWindow(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        loop.beginRead();
        super.channelRead(ctx, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        super.channelReadComplete(ctx);
        loop.endRead();
    }

    private void growWindow(ChannelHandlerContext ctx) throws Http2Exception {
        if (grown) {
            return;
        }
        grown = true;
        Http2Stream whole = connection().connectionStream();
        connection()
                .local()
                .flowController()
                .incrementWindowSize(whole, CONNECTION_WINDOW - Http2CodecUtil.DEFAULT_WINDOW_SIZE);
        flush(ctx);
    }
}
