package dev.windrose.engine.exchange;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A copy of a request on its way to a second destination; the answer is dropped. It never slows the original: if it falls behind, it is given up. */
final class MirrorCall implements ResponseReceiver {
    private static final long MAX_BEHIND = 64 * 1024;
    /** Nobody waits for the answer, so that only this ends a copy that gets none. */
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Cluster cluster;
    private @Nullable UpstreamCall call;
    private @Nullable Endpoint endpoint;
    private Loop.@Nullable Timer timer;
    private boolean over;
    /** Bytes handed over while the call was not writable; bounded, since nothing pauses the client for a mirror. */
    private long behind;

    MirrorCall(Cluster cluster) {
        this.cluster = cluster;
    }

    void start(Loop loop, Upstream upstream, RequestHead original, boolean end) {
        Endpoint picked = cluster.pick();
        if (picked == null) {
            over = true;
            return;
        }
        RequestHead copy = new RequestHead();
        copy.copyFrom(original);
        endpoint = picked;
        picked.started();
        UpstreamCall started = upstream.call(loop, picked, copy, end, this);
        if (!over) {
            call = started;
            timer = loop.after(LIMIT_NANOS, this::stop);
        }
    }

    void data(ByteBuf data, boolean end) {
        UpstreamCall current = call;
        if (over || current == null) {
            return;
        }
        behind = current.isWritable() ? 0 : behind + data.readableBytes();
        if (behind > MAX_BEHIND) {
            stop();
            return;
        }
        current.data(data.retainedDuplicate(), end);
    }

    void trailers(Headers trailers) {
        if (!over && call != null) {
            call.trailers(trailers);
        }
    }

    /** Gives up, for instance because the client did. */
    void stop() {
        UpstreamCall current = call;
        end();
        if (current != null) {
            current.cancel();
        }
    }

    private void end() {
        over = true;
        call = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (endpoint != null) {
            endpoint.ended();
            endpoint = null;
        }
    }

    @Override
    public void onConnected(boolean reused) {}

    @Override
    public void onInterim(ResponseHead head) {}

    @Override
    public void onHead(ResponseHead head, boolean end) {
        if (end) {
            end();
        }
    }

    @Override
    public void onData(ByteBuf data, boolean end) {
        data.release();
        if (end) {
            end();
        }
    }

    @Override
    public void onTrailers(Headers trailers) {
        end();
    }

    @Override
    public void onFailure(Failure failure) {
        end();
    }

    @Override
    public void onWritable() {
        behind = 0;
    }
}
