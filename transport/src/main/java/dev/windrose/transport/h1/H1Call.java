package dev.windrose.transport.h1;

import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.ResponseReceiver;
import dev.windrose.engine.exchange.UpstreamCall;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One request on an HTTP/1 connection, or waiting for one to be opened. */
public final class H1Call implements UpstreamCall {
    private final RequestHead head;
    private final boolean bare;
    private final ResponseReceiver receiver;
    private @Nullable H1UpstreamConnection connection;
    private @Nullable ArrayDeque<ByteBuf> waiting;
    private @Nullable Headers waitingTrailers;
    private boolean waitingEnd;
    private boolean over;

    /** {@code bare} when neither body nor trailers follow the head. */
    public H1Call(RequestHead head, boolean bare, ResponseReceiver receiver) {
        this.head = head;
        this.bare = bare;
        this.receiver = receiver;
    }

    public RequestHead head() {
        return head;
    }

    boolean bare() {
        return bare;
    }

    ResponseReceiver receiver() {
        return receiver;
    }

    /** Whether it was given up or has ended. */
    public boolean isOver() {
        return over;
    }

    /** Sends the request on a connection, with what of the body has come meanwhile. */
    public void attach(H1UpstreamConnection to, boolean reused) {
        connection = to;
        receiver.onConnected(reused);
        to.start(this);
        ArrayDeque<ByteBuf> parts = waiting;
        waiting = null;
        while (parts != null && !parts.isEmpty() && !over) {
            ByteBuf part = parts.remove();
            to.data(part, waitingEnd && parts.isEmpty() && waitingTrailers == null);
        }
        if (waitingTrailers != null && !over) {
            to.trailers(waitingTrailers);
        }
        if (!over && to.isWritable()) {
            receiver.onWritable();
        }
    }

    /** No connection could be had, or it ended. */
    public void failed(Failure failure) {
        if (!over) {
            end();
            receiver.onFailure(failure);
        }
    }

    /** The response is complete, or nobody wants it any more. */
    void end() {
        over = true;
        connection = null;
        if (waiting != null) {
            waiting.forEach(ByteBuf::release);
            waiting = null;
        }
    }

    @Override
    public void data(ByteBuf data, boolean end) {
        if (over) {
            data.release();
        } else if (connection != null) {
            connection.data(data, end);
        } else {
            if (waiting == null) {
                waiting = new ArrayDeque<>();
            }
            waiting.add(data);
            waitingEnd |= end;
        }
    }

    @Override
    public void trailers(Headers trailers) {
        if (connection != null) {
            connection.trailers(trailers);
        } else if (!over) {
            waitingTrailers = trailers;
        }
    }

    @Override
    public void cancel() {
        H1UpstreamConnection current = connection;
        end();
        if (current != null) {
            current.abandon();
        }
    }

    @Override
    public boolean isWritable() {
        return connection != null && connection.isWritable();
    }

    @Override
    public void pauseResponse(boolean paused) {
        if (connection != null) {
            connection.pause(paused);
        }
    }
}
