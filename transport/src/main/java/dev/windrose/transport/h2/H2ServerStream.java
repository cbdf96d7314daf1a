package dev.windrose.transport.h2;

import dev.windrose.engine.exchange.Downstream;
import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.Loop;
import dev.windrose.engine.exchange.RequestSink;
import dev.windrose.filter.Peer;
import dev.windrose.http.Headers;
import dev.windrose.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** One request of a client's HTTP/2 connection. */
final class H2ServerStream implements Downstream {
    private final H2ServerConnection connection;
    private final Http2Stream stream;
    private @Nullable RequestSink sink;
    private boolean over;
    private boolean paused;
    private boolean blocked;
    private int owed;

    H2ServerStream(H2ServerConnection connection, Http2Stream stream) {
        this.connection = connection;
        this.stream = stream;
    }

    // ---- from the client

    void started(RequestSink exchange) {
        sink = exchange;
    }

    /** Hands a part of the body on; returns how much of the window is to be given back at once. */
    int onData(ByteBuf data, int length, boolean end) {
        if (over || sink == null) {
            return length;
        }
        // The exchange may pause while it takes this: then it is owed until it goes on.
        sink.onRequestData(data.retain(), end);
        if (paused && !over) {
            owed += length;
            return 0;
        }
        return length;
    }

    void onTrailers(Headers trailers) {
        if (!over && sink != null) {
            sink.onRequestTrailers(trailers);
        }
    }

    void onClosed(Failure why) {
        if (!over) {
            over = true;
            if (sink != null) {
                sink.onDownstreamClosed(why);
            }
        }
    }

    void onWritabilityChanged() {
        if (blocked && connection.output().isWritable(stream)) {
            blocked = false;
            // Not at once: the flow controller is in the middle of writing.
            connection.loop().execute(() -> {
                if (!over && sink != null) {
                    sink.onDownstreamWritable();
                }
            });
        }
    }

    // ---- from the exchange

    @Override
    public Loop loop() {
        return connection.loop();
    }

    @Override
    public Peer peer() {
        return connection.peer();
    }

    @Override
    public void interim(ResponseHead head) {
        if (!over) {
            connection.output().headers(stream, H2Fields.response(head), false);
        }
    }

    @Override
    public void head(ResponseHead head, boolean end) {
        if (over) {
            return;
        }
        over = end;
        connection.output().headers(stream, H2Fields.response(head), end);
    }

    @Override
    public void data(ByteBuf data, boolean end) {
        if (over) {
            data.release();
            return;
        }
        over = end;
        connection.output().data(stream, data, end);
    }

    @Override
    public void trailers(Headers trailers) {
        if (over) {
            return;
        }
        over = true;
        if (trailers.isEmpty()) {
            connection.output().end(stream);
        } else {
            connection.output().headers(stream, H2Fields.trailers(trailers), true);
        }
    }

    @Override
    public void abort(Failure failure) {
        if (!over) {
            over = true;
            connection.output().reset(stream, error(failure));
        }
    }

    @Override
    public boolean isWritable() {
        boolean writable = !over && connection.output().isWritable(stream);
        blocked = !writable;
        return writable;
    }

    @Override
    public void pauseRequest(boolean value) {
        paused = value;
        if (!paused && owed > 0) {
            int bytes = owed;
            owed = 0;
            connection.output().consumed(stream, bytes);
        }
    }

    private static Http2Error error(Failure failure) {
        return switch (failure.source()) {
            case CLIENT ->
                failure.kind() == Failure.Kind.CLIENT_PROTOCOL ? Http2Error.PROTOCOL_ERROR : Http2Error.CANCEL;
            case PROXY, UPSTREAM -> Http2Error.INTERNAL_ERROR;
        };
    }
}
