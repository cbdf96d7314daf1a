package dev.windrose.transport.h1;

import dev.windrose.engine.exchange.Downstream;
import dev.windrose.engine.exchange.ExchangeStarter;
import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.exchange.Loop;
import dev.windrose.engine.exchange.RequestSink;
import dev.windrose.filter.Peer;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.http.Version;
import dev.windrose.http.h1.BodyParser;
import dev.windrose.http.h1.Framing;
import dev.windrose.http.h1.HeadEncoder;
import dev.windrose.http.h1.HeadEncoder.ConnectionOption;
import dev.windrose.http.h1.HeadParser;
import dev.windrose.http.h1.Limits;
import dev.windrose.http.h1.Rejection;
import dev.windrose.transport.loop.NettyLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/1 connection: one exchange after another. Pipelined requests wait in the buffer until the response before them has ended, and
 * reading stops while they are many.
 */
public final class H1ServerConnection extends ChannelInboundHandlerAdapter implements Downstream, NettyLoop.Swept {
    private static final int MAX_WAITING_BYTES = 64 * 1024;
    private static final long LINGER_NANOS = 2_000_000_000L;
    private static final Headers NO_TRAILERS = new Headers(0, 0);

    private enum State {
        HEAD,
        BODY,
        TUNNEL,
        /** The response was sent before the request had ended: what still comes is dropped, so that the client can read the response. */
        LINGER,
        CLOSED
    }

    private final NettyLoop loop;
    private final Peer peer;
    private final ExchangeStarter starter;
    private final ServerTimeouts timeouts;
    private final HeadParser heads = new HeadParser(Limits.DEFAULT);
    private final BodyParser body = new BodyParser(Limits.DEFAULT);
    private final RequestHead request = new RequestHead();
    private final Channel channel;
    private final ChannelOutput out;

    private State state = State.HEAD;
    private @Nullable ByteBuf waiting;
    private @Nullable RequestSink sink;
    private boolean processing;
    private boolean paused;
    private boolean inputShut;
    private boolean persistent = true;
    private boolean draining;
    private boolean requestDone = true;
    private boolean responseDone = true;
    private boolean responseStarted;
    private Framing responseFraming = Framing.NONE;
    private final BodyPace pace = new BodyPace(0);
    private long since;

    public H1ServerConnection(
            Channel channel, NettyLoop loop, Peer peer, ExchangeStarter starter, ServerTimeouts timeouts) {
        this.channel = channel;
        this.loop = loop;
        this.peer = peer;
        this.starter = starter;
        this.timeouts = timeouts;
        this.out = new ChannelOutput(channel, loop);
        this.since = loop.nanoTime();
        loop.sweep(this);
    }

    // ---- reading

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf data = (ByteBuf) message;
        if (state == State.CLOSED || state == State.LINGER) {
            data.release();
            return;
        }
        if (waiting == null) {
            waiting = data;
            // The time for a head counts from its first byte, not from the end of the request before it.
            since = state == State.HEAD && sink == null ? loop.coarseTime() : since;
        } else {
            waiting = ChannelOutput.join(waiting, data);
        }
        process();
        waiting = waiting == null ? null : loop.keep(waiting);
    }

    /** Takes as much out of the waiting bytes as may be taken now. */
    private void process() {
        if (processing) {
            return;
        }
        processing = true;
        boolean more = true;
        while (more && waiting != null && waiting.isReadable()) {
            more = switch (state) {
                case HEAD -> readHead(waiting);
                case BODY -> readBody(waiting);
                case TUNNEL -> readTunnel(waiting);
                case LINGER, CLOSED -> {
                    waiting.skipBytes(waiting.readableBytes());
                    yield false;
                }
            };
        }
        processing = false;
        if (waiting != null && !waiting.isReadable()) {
            waiting.release();
            waiting = null;
        }
        updateReading();
    }

    private boolean readHead(ByteBuf in) {
        if (sink != null) {
            return false;
        }
        if (request.targetLength() > 0) {
            request.clear();
        }
        switch (heads.request(in, request)) {
            case INCOMPLETE -> {
                return false;
            }
            case REJECTED -> {
                reject(heads.rejection());
                return false;
            }
            case COMPLETE -> start();
        }
        return true;
    }

    private void start() {
        since = loop.coarseTime();
        request.scheme(peer.isSecure() ? "https" : "http");
        Framing framing = heads.framing();
        boolean end = framing == Framing.NONE || (framing == Framing.FIXED && request.contentLength() == 0);
        boolean upgrade = request.upgrade();
        body.start(framing, request.contentLength());
        pace.restart(since);
        persistent = heads.keepAlive() && !draining;
        requestDone = end && !upgrade;
        responseDone = false;
        responseStarted = false;
        paused = false;
        state = end ? State.HEAD : State.BODY;
        if (request.expectContinue() && !end) {
            out.buffer()
                    .writeCharSequence("HTTP/1.1 100 Continue\r\n\r\n", java.nio.charset.StandardCharsets.ISO_8859_1);
        }
        RequestSink started = starter.start(this, request, end && !upgrade);
        if (!responseDone) {
            sink = started;
        }
    }

    private boolean readBody(ByteBuf in) {
        if (paused) {
            return false;
        }
        ByteBuf part = body.read(in);
        Rejection rejection = body.rejection();
        if (rejection != null) {
            if (part != null) {
                part.release();
            }
            onBrokenBody(rejection);
            return false;
        }
        boolean complete = body.isComplete();
        if (complete) {
            requestDone = true;
            state = State.HEAD;
        }
        deliver(part, complete);
        return part != null || complete;
    }

    private void deliver(@Nullable ByteBuf part, boolean complete) {
        since = loop.coarseTime();
        pace.add(part == null ? 0 : part.readableBytes());
        RequestSink receiver = sink;
        if (receiver == null) {
            if (part != null) {
                part.release();
            }
            return;
        }
        boolean trailers = complete && !body.trailers().isEmpty();
        if (part != null) {
            receiver.onRequestData(part, complete && !trailers);
        } else if (complete && !trailers) {
            receiver.onRequestData(Unpooled.EMPTY_BUFFER, true);
        }
        if (trailers && sink != null) {
            receiver.onRequestTrailers(body.trailers());
        }
    }

    private boolean readTunnel(ByteBuf in) {
        if (paused || sink == null) {
            return false;
        }
        since = loop.coarseTime();
        sink.onRequestData(in.readRetainedSlice(in.readableBytes()), false);
        return true;
    }

    private void updateReading() {
        boolean hold = paused || (waiting != null && waiting.readableBytes() >= MAX_WAITING_BYTES);
        if (channel.config().isAutoRead() == hold) {
            channel.config().setAutoRead(!hold);
        }
    }

    private void onBrokenBody(Rejection rejection) {
        Failure failure = Failure.client(Kind.CLIENT_PROTOCOL, rejection.detail());
        boolean answer = !responseStarted;
        endExchange(failure);
        if (answer) {
            reject(rejection);
        } else {
            close();
        }
    }

    private void reject(Rejection rejection) {
        out.buffer().writeCharSequence(RejectionReply.render(rejection), java.nio.charset.StandardCharsets.UTF_8);
        linger();
    }

    // ---- the exchange's answers

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public void interim(ResponseHead head) {
        if (request.version() == Version.HTTP_1_1 && state != State.CLOSED) {
            HeadEncoder.response(head, Framing.NONE, ConnectionOption.PERSIST, out.buffer());
        }
    }

    @Override
    public void head(ResponseHead head, boolean end) {
        if (state == State.CLOSED) {
            return;
        }
        responseStarted = true;
        if (head.status() == 101) {
            HeadEncoder.response(head, Framing.NONE, ConnectionOption.UPGRADE, out.buffer());
            responseFraming = Framing.UNTIL_CLOSE;
            state = State.TUNNEL;
            process();
            return;
        }
        responseFraming = ResponseFraming.of(request, head, end);
        if (responseFraming == Framing.UNTIL_CLOSE || (end && !requestDone) || draining) {
            persistent = false;
        }
        HeadEncoder.response(head, responseFraming, ResponseFraming.option(request, persistent), out.buffer());
        if (end) {
            responseEnded();
        }
    }

    @Override
    public void data(ByteBuf data, boolean end) {
        if (state == State.CLOSED) {
            data.release();
            return;
        }
        since = loop.coarseTime();
        out.body(data, responseFraming == Framing.CHUNKED);
        if (end) {
            if (responseFraming == Framing.CHUNKED) {
                HeadEncoder.lastChunk(NO_TRAILERS, out.buffer());
            }
            responseEnded();
        }
    }

    @Override
    public void trailers(Headers trailers) {
        if (state == State.CLOSED) {
            return;
        }
        if (responseFraming == Framing.CHUNKED) {
            HeadEncoder.lastChunk(trailers, out.buffer());
        }
        responseEnded();
    }

    @Override
    public void abort(Failure failure) {
        sink = null;
        close();
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void pauseRequest(boolean pause) {
        if (paused != pause) {
            paused = pause;
            if (!pause && !processing) {
                process();
            }
            updateReading();
        }
    }

    private void responseEnded() {
        responseDone = true;
        sink = null;
        paused = false;
        since = loop.coarseTime();
        if (state == State.TUNNEL) {
            out.close();
            state = State.LINGER;
        } else if (!requestDone) {
            linger();
        } else if (!persistent || inputShut) {
            state = State.LINGER;
            out.close();
        } else if (!processing) {
            process();
        }
    }

    // ---- endings

    /** Sends what there is and our FIN, and drops what still comes for a while: a close with unread bytes would destroy the response. */
    private void linger() {
        state = State.LINGER;
        since = loop.nanoTime();
        out.shutdownOutput();
        if (inputShut) {
            close();
        }
    }

    private void close() {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            out.discard();
            channel.close();
        }
    }

    private void endExchange(Failure why) {
        RequestSink current = sink;
        sink = null;
        if (current != null) {
            current.onDownstreamClosed(why);
        }
    }

    /** Closes after the response under way, or the next one, if it comes soon. */
    public void drain() {
        if (!draining) {
            // A response under way that did not say so does not end the connection: the next one does, and says it.
            draining = true;
            if (sink == null && waiting == null) {
                since = loop.nanoTime();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        loop.unsweep(this);
        state = State.CLOSED;
        out.discard();
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
        endExchange(Failure.client(Kind.CLIENT_CLOSED, "the client closed the connection"));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            onInputShut();
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    private void onInputShut() {
        inputShut = true;
        loop.beginRead();
        switch (state) {
            case TUNNEL -> {
                if (sink != null) {
                    sink.onRequestData(Unpooled.EMPTY_BUFFER, true);
                }
            }
            case BODY -> {
                endExchange(Failure.client(Kind.CLIENT_CLOSED, "the client ended in the middle of a body"));
                close();
            }
            case HEAD -> {
                if (sink == null) {
                    close();
                }
            }
            case LINGER, CLOSED -> close();
        }
        loop.endRead();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable() && sink != null) {
            since = loop.coarseTime();
            sink.onDownstreamWritable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        endExchange(Failure.client(Kind.CLIENT_CLOSED, "the connection failed: " + cause));
        close();
    }

    // ---- time limits

    @Override
    public void sweep(long now) {
        long age = now - since;
        switch (state) {
            case LINGER -> {
                if (age > LINGER_NANOS) {
                    close();
                }
            }
            case HEAD -> sweepHead(age);
            case BODY -> {
                if (paused || responseStarted) {
                    pace.restart(now);
                } else if (age > timeouts.body().toNanos() || pace.isTooSlow(now, timeouts.body())) {
                    onBrokenBody(RejectionReply.SLOW_BODY);
                }
            }
            case TUNNEL, CLOSED -> {}
        }
        if (!channel.isWritable() && age > timeouts.write().toNanos()) {
            endExchange(Failure.client(Kind.CLIENT_CLOSED, "the client does not read"));
            close();
        }
    }

    private void sweepHead(long age) {
        if (sink != null) {
            if (age > timeouts.stream().toNanos()) {
                endExchange(Failure.client(Kind.CLIENT_CLOSED, "nothing went by for too long"));
                close();
            }
            return;
        }
        if (waiting != null && age > timeouts.head().toNanos()) {
            reject(RejectionReply.SLOW_HEAD);
        } else if (waiting == null && age > timeouts.idleNanos(draining)) {
            state = State.LINGER;
            out.close();
        }
    }
}
