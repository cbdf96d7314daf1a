package dev.windrose.transport.h2;

import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.Loop;
import dev.windrose.engine.exchange.ResponseReceiver;
import dev.windrose.engine.exchange.UpstreamCall;
import dev.windrose.http.Headers;
import dev.windrose.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** One call on an endpoint's HTTP/2 connection. */
final class H2UpstreamCall implements UpstreamCall {
    private final H2UpstreamConnection connection;
    private final Loop loop;
    private final H2Output output;
    private final ResponseReceiver receiver;
    private @Nullable Http2Stream stream;
    private boolean head;
    private boolean over;
    private boolean whole;
    private boolean sent;
    private boolean paused;
    private boolean blocked;
    private int owed;
    private int interims;
    private long readsBefore;

    H2UpstreamCall(H2UpstreamConnection connection, Loop loop, H2Output output, ResponseReceiver receiver) {
        this.connection = connection;
        this.loop = loop;
        this.output = output;
        this.receiver = receiver;
    }

    // ---- from the endpoint

    void opened(Http2Stream opened, boolean reused) {
        stream = opened;
        readsBefore = connection.reads();
        receiver.onConnected(reused);
    }

    boolean isOver() {
        return over;
    }

    /** Whether the response came to its end. */
    boolean isWhole() {
        return whole;
    }

    boolean hasHead() {
        return head;
    }

    /** Counts one more interim response; false if there are too many. */
    boolean takesInterim() {
        return ++interims <= ResponseReceiver.MAX_INTERIM;
    }

    void onHead(ResponseHead response, boolean end) {
        if (over) {
            return;
        }
        if (response.isInterim()) {
            // The client was told to go on when the request was let through.
            if (response.status() != 100) {
                receiver.onInterim(response);
            }
            return;
        }
        head = true;
        ended(end);
        receiver.onHead(response, end);
    }

    /** Hands a part of the body on; returns how much of the window is to be given back at once. */
    int onData(ByteBuf data, int length, boolean end) {
        if (over) {
            return length;
        }
        ended(end);
        receiver.onData(data.retain(), end);
        if (paused && !over) {
            owed += length;
            return 0;
        }
        return length;
    }

    void onTrailers(Headers trailers) {
        if (!over) {
            ended(true);
            receiver.onTrailers(trailers);
        }
    }

    private void ended(boolean end) {
        over = end;
        whole = end;
    }

    void fail(Failure failure) {
        if (!over) {
            over = true;
            receiver.onFailure(failure);
        }
    }

    void onWritabilityChanged() {
        if (blocked && stream != null && output.isWritable(stream)) {
            blocked = false;
            // Not at once: the flow controller is in the middle of writing.
            loop.execute(() -> {
                if (!over) {
                    receiver.onWritable();
                }
            });
        }
    }

    // ---- from the exchange

    @Override
    public void data(ByteBuf data, boolean end) {
        if (over || sent || stream == null) {
            data.release();
            return;
        }
        sent = end;
        output.data(stream, data, end);
    }

    @Override
    public void trailers(Headers trailers) {
        if (over || sent || stream == null) {
            return;
        }
        sent = true;
        if (trailers.isEmpty()) {
            output.end(stream);
        } else {
            output.headers(stream, H2Fields.trailers(trailers), true);
        }
    }

    @Override
    public void cancel() {
        over = true;
        if (stream != null && stream.state() != Http2Stream.State.CLOSED) {
            output.reset(stream, Http2Error.CANCEL);
        }
    }

    @Override
    public void timedOut() {
        if (stream != null && connection.reads() == readsBefore) {
            connection.suspect();
        }
        cancel();
    }

    @Override
    public boolean isWritable() {
        boolean writable = !over && stream != null && output.isWritable(stream);
        blocked = !writable;
        return writable;
    }

    @Override
    public void pauseResponse(boolean value) {
        paused = value;
        if (!paused && owed > 0 && stream != null) {
            int bytes = owed;
            owed = 0;
            output.consumed(stream, bytes);
        }
    }
}
