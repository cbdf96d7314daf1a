package dev.windrose.transport.upstream;

import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.ResponseReceiver;
import dev.windrose.engine.exchange.UpstreamCall;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A call that waits for a connection, and keeps what comes of its body meanwhile. Once connected it only passes on. */
final class WaitingCall implements UpstreamCall {
    private final RequestHead head;
    private final boolean end;
    private final ResponseReceiver receiver;
    private final Queue queue;
    private final long since;
    private @Nullable UpstreamCall connected;
    private @Nullable ArrayDeque<ByteBuf> parts;
    private @Nullable Headers trailers;
    private boolean complete;
    private boolean over;

    /** Where it waits. */
    interface Queue {
        /** It waits no more, since nobody wants its answer. */
        void left(WaitingCall call);
    }

    /** {@code since} is when it began to wait, as the loop's nanoTime. */
    WaitingCall(RequestHead head, boolean end, ResponseReceiver receiver, Queue queue, long since) {
        this.head = head;
        this.end = end;
        this.receiver = receiver;
        this.queue = queue;
        this.since = since;
    }

    RequestHead head() {
        return head;
    }

    /** Whether nothing follows the head. */
    boolean isBare() {
        return end;
    }

    ResponseReceiver receiver() {
        return receiver;
    }

    long since() {
        return since;
    }

    /** {@code call} carries the head; sends what of the body has come, and passes on from now. */
    void attach(UpstreamCall call) {
        connected = call;
        ArrayDeque<ByteBuf> kept = parts;
        parts = null;
        while (kept != null && !kept.isEmpty()) {
            ByteBuf part = kept.remove();
            call.data(part, complete && kept.isEmpty() && trailers == null);
        }
        if (trailers != null) {
            call.trailers(trailers);
        }
        if (!over && call.isWritable()) {
            receiver.onWritable();
        }
    }

    /** No connection could be had. */
    void fail(Failure failure) {
        if (!over) {
            forget();
            receiver.onFailure(failure);
        }
    }

    private void forget() {
        over = true;
        if (parts != null) {
            parts.forEach(ByteBuf::release);
            parts = null;
        }
    }

    @Override
    public void data(ByteBuf data, boolean last) {
        if (connected != null) {
            connected.data(data, last);
        } else if (over) {
            data.release();
        } else {
            if (parts == null) {
                parts = new ArrayDeque<>();
            }
            parts.add(data);
            complete |= last;
        }
    }

    @Override
    public void trailers(Headers last) {
        if (connected != null) {
            connected.trailers(last);
        } else if (!over) {
            trailers = last;
        }
    }

    @Override
    public void cancel() {
        if (connected != null) {
            over = true;
            connected.cancel();
        } else if (!over) {
            forget();
            queue.left(this);
        }
    }

    @Override
    public void timedOut() {
        if (connected != null) {
            over = true;
            connected.timedOut();
        } else {
            cancel();
        }
    }

    @Override
    public boolean isWritable() {
        return connected != null && connected.isWritable();
    }

    @Override
    public void pauseResponse(boolean paused) {
        if (connected != null) {
            connected.pauseResponse(paused);
        }
    }
}
