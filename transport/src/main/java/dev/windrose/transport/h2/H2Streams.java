package dev.windrose.transport.h2;

import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a connection, with a memory of those that are gone: a frame for a stream that was never opened, one for a stream that
 * ended, and one that crossed our reset are three different things (RFC 9113 §5.1, §5.1.1).
 */
final class H2Streams extends DefaultHttp2Connection {
    /** More than can be open at once, so that what is in flight is remembered. A power of two. */
    private static final int REMEMBERED = 256;

    /** Ids by their last bits; negative when we reset the stream. */
    private final int[] opened = new int[REMEMBERED];

    private @Nullable Watch watch;

    /** Is told of each look-up, since there is one for each frame of a stream. */
    interface Watch {
        /** {@code open} is false for a stream that is gone, and for one that the frame will open. */
        void onFrame(boolean open);
    }

    H2Streams(boolean server) {
        super(server);
        addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamAdded(Http2Stream stream) {
                opened[place(stream.id())] = stream.id();
            }

            @Override
            public void onStreamClosed(Http2Stream stream) {
                if (stream.isResetSent() && opened[place(stream.id())] == stream.id()) {
                    opened[place(stream.id())] = -stream.id();
                }
            }
        });
    }

    void watch(Watch newWatch) {
        watch = newWatch;
    }

    /** Whether the client may not know yet that the stream is over: we reset it, or it is too long ago to say. */
    boolean mayCrossReset(int id) {
        return opened[place(id)] != id;
    }

    @Override
    public @Nullable Http2Stream stream(int id) {
        Http2Stream stream = super.stream(id);
        if (watch != null) {
            watch.onFrame(stream != null);
        }
        return stream;
    }

    /** Opening a stream closes those before it that were left out: they do not exist either. */
    @Override
    public boolean streamMayHaveExisted(int id) {
        boolean skipped = (id & 1) == 1 && Math.abs(opened[place(id)]) < id;
        return !skipped && super.streamMayHaveExisted(id);
    }

    private static int place(int id) {
        return (id >>> 1) & (REMEMBERED - 1);
    }
}
