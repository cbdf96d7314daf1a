package dev.windrose.transport.h2;

import dev.windrose.transport.loop.NettyLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
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
    private static final int MAX_QUEUED_CONTROL = 1_000;
    /** How long a connection to an endpoint waits for its streams; those of clients end with the grace period, whatever that is. */
    private static final long DRAIN_MILLIS = 30_000;

    private static final long NO_LIMIT = -1;

    private @Nullable ChannelHandlerContext context;
    private final NettyLoop loop;
    private final PeerGuard guard;
    private boolean grown;
    private long reads;

    private H2Handler(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings,
            NettyLoop loop,
            PeerGuard guard) {
        super(decoder, encoder, settings);
        this.loop = loop;
        this.guard = guard;
    }

    /** {@code guard} judges what the client does. */
    static H2Handler server(Http2FrameListener listener, NettyLoop loop, ClientGuard guard) {
        Builder builder = new Builder(listener, loop, guard);
        builder.ofServer();
        return builder.build();
    }

    /** {@code guard} judges what the endpoint does. */
    static H2Handler client(Http2FrameListener listener, NettyLoop loop, EndpointGuard guard) {
        Builder builder = new Builder(listener, loop, guard);
        builder.ofClient();
        return builder.build();
    }

    /** Where the handler stands; null before it was added to a pipeline. */
    @Nullable
    ChannelHandlerContext context() {
        return context;
    }

    /** How many reads brought something. */
    long reads() {
        return reads;
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<H2Handler, Builder> {
        private final NettyLoop loop;
        private final PeerGuard guard;

        Builder(Http2FrameListener listener, NettyLoop loop, PeerGuard guard) {
            this.loop = loop;
            this.guard = guard;
            frameListener(listener);
            connection(guard.streams());
            frameLogger(new LengthCheck());
            validateHeaders(true);
            // The guard counts resets in both directions, and knows the harmless from the others.
            encoderEnforceMaxRstFramesPerWindow(0, 0);
            decoderEnforceMaxRstFramesPerWindow(0, 0);
            decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_DATA);
            decoderEnforceMaxSmallContinuationFrames(MAX_SMALL_CONTINUATIONS);
            encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_CONTROL);
            gracefulShutdownTimeoutMillis(guard.streams().isServer() ? NO_LIMIT : DRAIN_MILLIS);
        }

        private static Http2Settings settings() {
            return new Http2Settings().initialWindowSize(STREAM_WINDOW).maxHeaderListSize(H2Fields.MAX_LIST_BYTES);
        }

        void ofServer() {
            initialSettings(settings().maxConcurrentStreams(MAX_STREAMS));
            // The peer's limit is advice (RFC 9113 §6.5.2): if we kept to it, a tiny one would make us reset every
            // stream.
            encoderIgnoreMaxHeaderListSize(true);
        }

        void ofClient() {
            initialSettings(settings().pushEnabled(false));
        }

        @Override
        protected H2Handler build() {
            return super.build();
        }

        @Override
        protected H2Handler build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            return new H2Handler(decoder, encoder, settings, loop, guard);
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
        reads++;
        if (message instanceof ByteBuf data) {
            guard.onRead(data);
        }
        super.channelRead(ctx, message);
        guard.afterRead();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (guard.isOverdrawn()) {
            fail(Http2Error.ENHANCE_YOUR_CALM, "too many frames for streams that are gone");
        }
        super.channelReadComplete(ctx);
        loop.endRead();
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception.StreamException error) {
        if (outbound) {
            super.onStreamError(ctx, outbound, cause, error);
            return;
        }
        String why = String.valueOf(error.getMessage());
        switch (guard.judge(error)) {
            case RESET -> super.onStreamError(ctx, false, cause, error);
            case RESET_AS_CLOSED ->
                resetStream(ctx, error.streamId(), Http2Error.STREAM_CLOSED.code(), ctx.newPromise());
            case IGNORE -> {}
            case END -> fail(error.error(), why);
            case CALM -> fail(Http2Error.ENHANCE_YOUR_CALM, "too many broken streams: " + why);
        }
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, @Nullable Http2Exception error) {
        if (!outbound) {
            guard.onEnd(String.valueOf(cause.getMessage()));
        }
        super.onConnectionError(ctx, outbound, cause, error);
    }

    /** A peer that breaks its connection off is no news, and must not be able to fill a log. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
            super.exceptionCaught(ctx, cause);
        } else {
            ctx.close();
        }
    }

    /** Ends the connection for the peer's fault: GOAWAY and close. */
    void fail(Http2Error error, String why) {
        if (context != null) {
            onError(context, false, Http2Exception.connectionError(error, why));
        }
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
