package dev.windrose.transport.tunnel;

import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;

/** HTTP/2 under our limits, for connections that carry tunnels and nothing else. */
final class TunnelCodec {
    /** Tunnels of one connection; a client with more opens another. */
    static final int MAX_STREAMS = 100;
    /** What one tunnel may hold here while its receiver is slow: half a millisecond at 4 Gbit/s. */
    private static final int WINDOW = 256 * 1024;

    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final int MAX_EMPTY_DATA = 4;
    private static final int MAX_SMALL_CONTINUATIONS = 4;
    private static final int MAX_RESETS = 200;
    private static final int RESET_SECONDS = 30;
    private static final int MAX_QUEUED_CONTROL = 1_000;

    private TunnelCodec() {}

    static Http2FrameCodec server() {
        Http2Settings settings = settings().maxConcurrentStreams(MAX_STREAMS);
        return limited(Http2FrameCodecBuilder.forServer(), settings);
    }

    static Http2FrameCodec client() {
        return limited(Http2FrameCodecBuilder.forClient(), settings().pushEnabled(false));
    }

    private static Http2Settings settings() {
        return new Http2Settings().initialWindowSize(WINDOW).maxHeaderListSize(MAX_HEAD_BYTES);
    }

    private static Http2FrameCodec limited(Http2FrameCodecBuilder builder, Http2Settings settings) {
        return builder.initialSettings(settings)
                .validateHeaders(true)
                .decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_DATA)
                .decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS)
                .decoderEnforceMaxSmallContinuationFrames(MAX_SMALL_CONTINUATIONS)
                .encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_CONTROL)
                // Tunnels live as long as what they carry; who drains sets the limit.
                .gracefulShutdownTimeoutMillis(-1)
                .build();
    }
}
