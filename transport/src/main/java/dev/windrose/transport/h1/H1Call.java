package dev.windrose.transport.h1;

import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.ResponseReceiver;
import dev.windrose.engine.exchange.UpstreamCall;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One request on an HTTP/1 connection. */
final class H1Call implements UpstreamCall {
    private final RequestHead head;
    private final boolean bare;
    private final ResponseReceiver receiver;
    /** Null when the call is over. */
    private @Nullable H1UpstreamConnection connection;

    /** {@code bare} when neither body nor trailers follow the head. */
    H1Call(H1UpstreamConnection connection, RequestHead head, boolean bare, ResponseReceiver receiver) {
        this.connection = connection;
        this.head = head;
        this.bare = bare;
        this.receiver = receiver;
    }

    RequestHead head() {
        return head;
    }

    boolean bare() {
        return bare;
    }

    ResponseReceiver receiver() {
        return receiver;
    }

    /** The connection failed under it. */
    void failed(Failure failure) {
        if (connection != null) {
            end();
            receiver.onFailure(failure);
        }
    }

    /** The response is complete, or nobody wants it any more. */
    void end() {
        connection = null;
    }

    @Override
    public void data(ByteBuf data, boolean end) {
        if (connection == null) {
            data.release();
        } else {
            connection.data(data, end);
        }
    }

    @Override
    public void trailers(Headers trailers) {
        if (connection != null) {
            connection.trailers(trailers);
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
