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
import dev.windrose.http.h1.Rejection;
import dev.windrose.transport.h1.ServerClock.Phase;
import dev.windrose.transport.loop.NettyLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/1 connection: one exchange after another. Pipelined requests wait in the buffer until the response before them has ended, and
 * reading stops while they are many.
 */
public final class H1ServerConnection extends ChannelInboundHandlerAdapter implements Downstream, NettyLoop.Swept {
    private static final int MAX_WAITING_BYTES = 64 * 1024;

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
    private final Channel channel;
    private final ChannelOutput out;
    private final ResponseWriter responses;
    private final ServerClock clock;

    private State state = State.HEAD;
    /** Null while there is no request. */
    private @Nullable RequestReader reader;

    private @Nullable ByteBuf waiting;
    private @Nullable RequestSink sink;
    private boolean processing;
    private boolean paused;
    private boolean inputShut;
    /** A tunnel's end was handed on. */
    private boolean endPassed;

    private boolean persistent = true;
    private boolean draining;
    private boolean requestDone = true;
    private boolean responseDone = true;
    private boolean responseStarted;

    public H1ServerConnection(
            Channel channel, NettyLoop loop, Peer peer, ExchangeStarter starter, ServerTimeouts timeouts) {
        this.channel = channel;
        this.loop = loop;
        this.peer = peer;
        this.starter = starter;
        this.out = new ChannelOutput(channel, loop);
        this.responses = new ResponseWriter(out);
        this.clock = new ServerClock(loop, timeouts);
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
            if (state == State.HEAD && sink == null) {
                clock.touch();
            }
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
        if (waiting == null && state == State.HEAD && sink == null && reader != null && reader.giveBack()) {
            reader = null;
        }
        updateReading();
        if (inputShut) {
            endOfInput();
        }
    }

    private boolean readHead(ByteBuf in) {
        if (sink != null) {
            return false;
        }
        RequestReader own = reader == null ? RequestReader.borrow() : reader;
        reader = own;
        switch (own.heads().request(in, own.request())) {
            case INCOMPLETE -> {
                return false;
            }
            case REJECTED -> {
                refuse(own.heads().rejection());
                return false;
            }
            case COMPLETE -> {
                if (own.request().method().equals("CONNECT")) {
                    refuse(RejectionReply.CONNECT);
                    return false;
                }
                start(own);
            }
        }
        return true;
    }

    private void start(RequestReader own) {
        RequestHead request = own.request();
        request.scheme(peer.isSecure() ? "https" : "http");
        boolean end = own.beginBody();
        clock.bodyBegins();
        persistent = own.heads().keepAlive() && !draining;
        requestDone = end && !request.upgrade();
        responseDone = false;
        responseStarted = false;
        paused = false;
        state = end ? State.HEAD : State.BODY;
        RequestSink started = starter.start(this, request, requestDone);
        sink = responseDone ? null : started;
    }

    private RequestReader reader() {
        return Objects.requireNonNull(reader);
    }

    private boolean readBody(ByteBuf in) {
        if (paused) {
            return false;
        }
        BodyParser body = reader().body();
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
        clock.bodyBytes(part == null ? 0 : part.readableBytes());
        if (sink != null) {
            RequestReader.deliver(part, complete, body.trailers(), sink);
        } else if (part != null) {
            part.release();
        }
        return part != null || complete;
    }

    private boolean readTunnel(ByteBuf in) {
        if (paused || sink == null) {
            return false;
        }
        clock.touch();
        sink.onRequestData(in.readRetainedSlice(in.readableBytes()), false);
        return true;
    }

    private void updateReading() {
        boolean hold = paused || (waiting != null && waiting.readableBytes() >= MAX_WAITING_BYTES);
        if (channel.config().isAutoRead() == hold) {
            channel.config().setAutoRead(!hold);
        }
    }

    /** The exchange ends with it, and is what tells of it. */
    private void onBrokenBody(Rejection rejection) {
        Kind kind = RejectionReply.kind(rejection);
        boolean answer = !responseStarted;
        endExchange(Failure.client(kind, rejection.detail()));
        if (answer) {
            answer(new Rejection(kind.status(), kind.code(), rejection.detail()));
        } else {
            close();
        }
    }

    /** Before there is an exchange. */
    private void refuse(Rejection rejection) {
        RejectionReply reply = RejectionReply.of(rejection);
        starter.refused(loop, peer, reply.refusal(Math.max(0, clock.age(loop.nanoTime()))));
        reply.write(out.buffer());
        linger();
    }

    /** In place of an exchange that has ended. */
    private void answer(Rejection rejection) {
        RejectionReply.to(reader().request(), rejection).write(out.buffer());
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
        if (state != State.CLOSED && reader().request().version() == Version.HTTP_1_1) {
            responses.interim(head);
        }
    }

    @Override
    public void head(ResponseHead head, boolean end) {
        if (state == State.CLOSED) {
            return;
        }
        responseStarted = true;
        clock.touch();
        if (head.status() == 101) {
            responses.upgrade(head);
            state = State.TUNNEL;
            process();
            return;
        }
        boolean wanted = persistent && !draining && (requestDone || !end);
        persistent = responses.head(reader().request(), head, end, wanted);
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
        clock.touch();
        responses.data(data, end);
        if (end) {
            responseEnded();
        }
    }

    @Override
    public void trailers(Headers trailers) {
        if (state != State.CLOSED) {
            responses.trailers(trailers);
            responseEnded();
        }
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

    @Override
    public void askForBody() {
        if (state == State.BODY) {
            responses.goOn(reader().request());
        }
    }

    private void responseEnded() {
        responseDone = true;
        sink = null;
        paused = false;
        clock.touch();
        if (state == State.TUNNEL) {
            endIdle();
        } else if (!requestDone) {
            linger();
        } else if (!persistent) {
            endIdle();
        } else if (!processing) {
            process();
        }
    }

    // ---- endings

    /** Nothing is under way: sends what there is, and closes. */
    private void endIdle() {
        state = State.LINGER;
        out.close();
    }

    /** Sends what there is and our FIN, and drops what still comes for a while: a close with unread bytes would destroy the response. */
    private void linger() {
        state = State.LINGER;
        clock.restart();
        if (inputShut) {
            out.close();
        } else {
            out.shutdownOutput();
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
                clock.restart();
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
        if (state == State.LINGER) {
            out.close();
        }
        process();
        loop.endRead();
    }

    /** The client has ended, and of what it sent before nothing can be taken now. */
    private void endOfInput() {
        if (state == State.TUNNEL && waiting == null && sink != null && !endPassed) {
            endPassed = true;
            sink.onRequestData(Unpooled.EMPTY_BUFFER, true);
        } else if (state == State.BODY && (waiting == null || !paused)) {
            giveUp("the client ended in the middle of a body");
        } else if (state == State.HEAD && sink == null) {
            endIdle();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable() && sink != null) {
            clock.touch();
            sink.onDownstreamWritable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        giveUp("the connection failed: " + cause);
    }

    // ---- time limits

    private Phase phase() {
        return switch (state) {
            case HEAD -> sink != null ? Phase.EXCHANGE : waiting != null ? Phase.HEAD : Phase.IDLE;
            case BODY -> paused || responseStarted ? Phase.HELD_BODY : Phase.BODY;
            case LINGER -> Phase.LINGER;
            case TUNNEL -> Phase.TUNNEL;
            case CLOSED -> Phase.CLOSED;
        };
    }

    @Override
    public void sweep(long now) {
        Phase phase = phase();
        if (clock.isOverdue(phase, now, draining)) {
            switch (phase) {
                case IDLE -> endIdle();
                case HEAD -> refuse(RejectionReply.SLOW_HEAD);
                case BODY -> onBrokenBody(RejectionReply.SLOW_BODY);
                case EXCHANGE, HELD_BODY -> onSilence();
                case TUNNEL -> giveUp("nothing went through the tunnel for too long");
                case LINGER, CLOSED -> close();
            }
        }
        if (!channel.isWritable() && clock.isWriteStuck(now)) {
            giveUp("the client does not read");
        }
    }

    /** Nothing is awaited from the client: before the response has begun, it is the endpoint that is silent. */
    private void onSilence() {
        if (responseStarted) {
            giveUp("nothing went by for too long");
        } else {
            endExchange(RejectionReply.silence());
            answer(RejectionReply.SILENT);
        }
    }

    private void giveUp(String why) {
        endExchange(Failure.client(Kind.CLIENT_CLOSED, why));
        close();
    }
}
