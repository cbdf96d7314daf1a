package dev.windrose.transport.h2;

import dev.windrose.engine.exchange.Downstream;
import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.Loop;
import dev.windrose.engine.exchange.RequestSink;
import dev.windrose.filter.Peer;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.http.h1.Rejection;
import dev.windrose.transport.h1.BodyPace;
import dev.windrose.transport.h1.RejectionReply;
import dev.windrose.transport.h1.ServerTimeouts;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** One request of a client's HTTP/2 connection. */
final class H2ServerStream implements Downstream, ChannelFutureListener {
    private final H2ServerConnection connection;
    private final Http2Stream stream;
    /** The bytes that the request's head keeps. */
    private final int headBytes;

    private final RequestHead request;

    private @Nullable RequestSink sink;
    private boolean over;
    private boolean paused;
    /** The parts of the request may be far apart: only the limit for idle streams holds. */
    private boolean patient;

    private boolean blocked;
    private boolean wasReset;
    private boolean requestEnded;
    private boolean responseStarted;
    private int owed;
    /** Parts of the response that the client's windows have not let go. */
    private int unsent;
    /** When a part of either body last went by; for {@link #unsent}, when the client's windows last let one go. */
    private long readAt;

    private long sentAt;
    private final BodyPace pace;

    H2ServerStream(H2ServerConnection connection, Http2Stream stream, RequestHead head, boolean end) {
        this.connection = connection;
        this.stream = stream;
        this.headBytes = head.headers().array().length;
        this.request = head;
        this.requestEnded = end;
        this.readAt = connection.loop().nanoTime();
        this.sentAt = readAt;
        this.pace = new BodyPace(readAt);
    }

    int headBytes() {
        return headBytes;
    }

    boolean wasReset() {
        return wasReset;
    }

    // ---- time limits: the client's speed is what is looked at, not the endpoint's, which the route's timeouts are for

    void sweep(long now) {
        ServerTimeouts timeouts = connection.timeouts();
        if (unsent > 0 && now - sentAt > timeouts.write().toNanos()) {
            giveUp(Failure.client(Failure.Kind.CLIENT_CLOSED, "the client does not read"));
        } else if (now - Math.max(readAt, sentAt) > timeouts.stream().toNanos()) {
            onSilence();
        } else if (!over && !requestEnded && !responseStarted && !patient && isBodySlow(now, timeouts)) {
            answer(
                    RejectionReply.SLOW_BODY,
                    Failure.client(Failure.Kind.BODY_TIMEOUT, "the request's body did not come in time"));
        }
    }

    private void onSilence() {
        if (!over && !responseStarted && (requestEnded || paused)) {
            answer(RejectionReply.SILENT, RejectionReply.silence());
        } else {
            giveUp(Failure.client(Failure.Kind.CLIENT_CLOSED, "nothing went by on the stream for too long"));
        }
    }

    private boolean isBodySlow(long now, ServerTimeouts timeouts) {
        if (paused) {
            readAt = now;
            pace.restart(now);
            return false;
        }
        return now - readAt > timeouts.body().toNanos() || pace.isTooSlow(now, timeouts.body());
    }

    private void answer(Rejection rejection, Failure why) {
        end(why);
        RejectionReply reply = RejectionReply.to(request, rejection);
        ByteBuf body = reply.body();
        connection.output().headers(stream, H2Fields.response(reply.head()), !body.isReadable());
        if (body.isReadable()) {
            connection.output().data(stream, body, true);
        }
    }

    private void giveUp(Failure why) {
        end(why);
        connection.output().reset(stream, Http2Error.CANCEL);
    }

    private void end(Failure why) {
        boolean tell = !over;
        over = true;
        if (tell && sink != null) {
            sink.onDownstreamClosed(why);
        }
    }

    /** A part of the response went out. */
    @Override
    public void operationComplete(ChannelFuture sent) {
        unsent--;
        sentAt = connection.loop().nanoTime();
    }

    // ---- from the client

    void started(RequestSink exchange) {
        sink = exchange;
    }

    /** Hands a part of the body on; returns how much of the window is to be given back at once. */
    int onData(ByteBuf data, int length, boolean end) {
        requestEnded |= end;
        readAt = connection.loop().coarseTime();
        pace.add(data.readableBytes());
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
        requestEnded = true;
        if (!over && sink != null) {
            sink.onRequestTrailers(trailers);
        }
    }

    /** What came last of the request is not to be had: the client is told, if it still can be. */
    void refuse(Rejection rejection) {
        requestEnded = true;
        Failure why = Failure.client(RejectionReply.kind(rejection), rejection.detail());
        if (responseStarted) {
            giveUp(why);
        } else if (!over) {
            answer(rejection, why);
        }
    }

    void onReset() {
        wasReset = true;
    }

    void onClosed(Failure why) {
        end(why);
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
        responseStarted = true;
        connection.output().headers(stream, H2Fields.response(head), end);
    }

    @Override
    public void data(ByteBuf data, boolean end) {
        if (over) {
            data.release();
            return;
        }
        over = end;
        if (unsent == 0) {
            sentAt = connection.loop().nanoTime();
        }
        ChannelFuture sent = connection.output().data(stream, data, end);
        if (sent != null) {
            unsent++;
            sent.addListener(this);
        }
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

    @Override
    public void askForBody() {
        if (!over && request.expectContinue()) {
            request.expectContinue(false);
            ResponseHead goOn = new ResponseHead();
            goOn.status(100);
            interim(goOn);
        }
    }

    @Override
    public void allowPauses() {
        patient = true;
    }

    private static Http2Error error(Failure failure) {
        return switch (failure.source()) {
            case CLIENT ->
                failure.kind() == Failure.Kind.CLIENT_PROTOCOL ? Http2Error.PROTOCOL_ERROR : Http2Error.CANCEL;
            case PROXY, UPSTREAM -> Http2Error.INTERNAL_ERROR;
        };
    }
}
