package dev.windrose.transport.h1;

import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.exchange.Failure.Retry;
import dev.windrose.engine.exchange.ResponseReceiver;
import dev.windrose.engine.exchange.UpstreamCall;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.http.h1.BodyParser;
import dev.windrose.http.h1.Framing;
import dev.windrose.http.h1.HeadEncoder;
import dev.windrose.http.h1.HeadEncoder.ConnectionOption;
import dev.windrose.http.h1.HeadParser;
import dev.windrose.http.h1.Limits;
import dev.windrose.transport.loop.NettyLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an endpoint that speaks HTTP/1.1: one call at a time. It goes back to its pool only if both messages ended where they said
 * they would and not a byte came after; any doubt closes it, so that no answer can reach the wrong request.
 */
public final class H1UpstreamConnection extends ChannelInboundHandlerAdapter implements NettyLoop.Swept {
    private final NettyLoop loop;
    private final Consumer<H1UpstreamConnection> idle;
    private final Consumer<H1UpstreamConnection> gone;
    private final long idleNanos;
    private final Channel channel;
    private final ChannelOutput out;
    private final HeadParser heads = new HeadParser(Limits.DEFAULT);
    private final BodyParser body = new BodyParser(Limits.DEFAULT);
    private final ResponseHead head = new ResponseHead();

    private @Nullable H1Call call;
    private @Nullable ByteBuf waiting;
    private Framing requestFraming = Framing.NONE;
    private boolean requestEnded;
    private boolean headDone;
    private boolean tunnel;
    private boolean anyByte;
    private int interims;
    private boolean paused;
    private boolean processing;
    private boolean closed;
    private boolean used;
    private long since;

    /** {@code idle} takes it back after a call, {@code gone} hears of its end. */
    public H1UpstreamConnection(
            Channel channel,
            NettyLoop loop,
            long idleNanos,
            Consumer<H1UpstreamConnection> idle,
            Consumer<H1UpstreamConnection> gone) {
        this.channel = channel;
        this.loop = loop;
        this.idleNanos = idleNanos;
        this.idle = idle;
        this.gone = gone;
        this.out = new ChannelOutput(channel, loop);
        this.since = loop.nanoTime();
        loop.sweep(this);
        if (channel.pipeline().get(SslHandler.class) == null) {
            loop.ownReads(channel);
            loop.shareReads(channel);
        }
    }

    /** Whether a call may start. */
    public boolean isUsable() {
        return !closed && call == null && channel.isActive();
    }

    // ---- sending

    /** Starts a call; to be made only while {@link #isUsable}. The head is read before this returns. */
    public UpstreamCall call(RequestHead request, boolean end, ResponseReceiver receiver) {
        H1Call started = new H1Call(this, request, end, receiver);
        receiver.onConnected(used);
        start(started);
        return started;
    }

    private void start(H1Call started) {
        call = started;
        used = true;
        headDone = false;
        tunnel = false;
        anyByte = false;
        interims = 0;
        paused = false;
        RequestHead request = started.head();
        requestEnded = started.bare();
        requestFraming = framing(request, started.bare());
        ConnectionOption option = request.upgrade() ? ConnectionOption.UPGRADE : ConnectionOption.PERSIST;
        HeadEncoder.request(request, requestFraming, option, out.buffer());
    }

    private static Framing framing(RequestHead request, boolean bare) {
        if (request.upgrade()) {
            return Framing.NONE;
        }
        if (bare) {
            boolean usualBody = request.method().equals("POST")
                    || request.method().equals("PUT")
                    || request.method().equals("PATCH");
            return usualBody ? Framing.FIXED : Framing.NONE;
        }
        return request.contentLength() >= 0 ? Framing.FIXED : Framing.CHUNKED;
    }

    void data(ByteBuf data, boolean end) {
        int length = data.readableBytes();
        if (requestFraming == Framing.CHUNKED && length > 0) {
            HeadEncoder.chunkStart(length, out.buffer());
            out.data(data);
            HeadEncoder.chunkEnd(out.buffer());
        } else {
            out.data(data);
        }
        if (end) {
            requestEnded = true;
            if (requestFraming == Framing.CHUNKED) {
                HeadEncoder.lastChunk(new Headers(0, 0), out.buffer());
            } else if (tunnel) {
                out.shutdownOutput();
            }
        }
    }

    void trailers(Headers trailers) {
        requestEnded = true;
        if (requestFraming == Framing.CHUNKED) {
            HeadEncoder.lastChunk(trailers, out.buffer());
        }
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    void pause(boolean pause) {
        if (paused != pause) {
            paused = pause;
            channel.config().setAutoRead(!pause);
            if (!pause && !processing) {
                process();
            }
        }
    }

    /** The caller gave up in the middle. */
    void abandon() {
        call = null;
        close();
    }

    /** Closes now if idle; used when a pool ends. */
    public void close() {
        if (!closed) {
            closed = true;
            out.discard();
            channel.close();
        }
    }

    // ---- receiving

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        loop.beginRead();
        ByteBuf data = (ByteBuf) message;
        if (call == null || closed) {
            data.release();
            close();
            return;
        }
        anyByte = true;
        waiting = waiting == null ? data : ChannelOutput.join(waiting, data);
        process();
        waiting = waiting == null ? null : loop.keep(waiting);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        loop.endRead();
    }

    private void process() {
        processing = true;
        boolean more = true;
        while (more && waiting != null && waiting.isReadable() && call != null && !paused) {
            more = headDone ? readBody(waiting, call) : readHead(waiting, call);
        }
        processing = false;
        releaseWaitingIfEmpty();
    }

    private void releaseWaitingIfEmpty() {
        if (waiting != null && (!waiting.isReadable() || closed)) {
            waiting.release();
            waiting = null;
        }
    }

    private boolean readHead(ByteBuf in, H1Call current) {
        head.clear();
        switch (heads.response(in, head, current.head().method())) {
            case INCOMPLETE -> {
                return false;
            }
            case REJECTED -> {
                fail(Kind.UPSTREAM_PROTOCOL, Retry.NEVER, heads.rejection().detail(), null);
                return false;
            }
            case COMPLETE -> onHead(current);
        }
        return true;
    }

    private void onHead(H1Call current) {
        ResponseReceiver receiver = current.receiver();
        if (head.isInterim()) {
            if (++interims > ResponseReceiver.MAX_INTERIM) {
                fail(Kind.UPSTREAM_PROTOCOL, Retry.NEVER, "too many interim responses", null);
            } else if (head.status() != 100) {
                receiver.onInterim(head);
            }
            return;
        }
        if (head.status() == 101 && !current.head().upgrade()) {
            fail(Kind.UPSTREAM_PROTOCOL, Retry.NEVER, "101 without a request to upgrade", null);
            return;
        }
        headDone = true;
        tunnel = head.status() == 101;
        body.start(tunnel ? Framing.UNTIL_CLOSE : heads.framing(), head.contentLength());
        boolean end = !tunnel && body.isComplete();
        if (end) {
            boolean clean = end(current);
            receiver.onHead(head, true);
            settle(clean);
        } else {
            receiver.onHead(head, false);
        }
    }

    private boolean readBody(ByteBuf in, H1Call current) {
        ByteBuf part = body.read(in);
        if (body.rejection() != null) {
            if (part != null) {
                part.release();
            }
            fail(Kind.UPSTREAM_PROTOCOL, Retry.NEVER, body.rejection().detail(), null);
            return false;
        }
        ResponseReceiver receiver = current.receiver();
        if (!body.isComplete()) {
            if (part == null) {
                return false;
            }
            receiver.onData(part, false);
            return true;
        }
        deliverEnd(part, current, receiver);
        return true;
    }

    private void deliverEnd(@Nullable ByteBuf part, H1Call current, ResponseReceiver receiver) {
        if (body.trailers().isEmpty()) {
            boolean clean = end(current);
            receiver.onData(part == null ? Unpooled.EMPTY_BUFFER : part, true);
            settle(clean);
        } else {
            if (part != null) {
                receiver.onData(part, false);
            }
            boolean clean = end(current);
            receiver.onTrailers(body.trailers());
            settle(clean);
        }
    }

    /** Before the receiver is told of the end. Returns whether both messages ended where they said they would. */
    private boolean end(H1Call current) {
        call = null;
        current.end();
        return requestEnded && !tunnel && heads.keepAlive() && heads.framing() != Framing.UNTIL_CLOSE;
    }

    /** After the receiver was told of the end: keeps a clean connection. */
    private void settle(boolean clean) {
        if (clean && !closed && (waiting == null || !waiting.isReadable())) {
            paused = false;
            since = loop.coarseTime();
            if (!channel.config().isAutoRead()) {
                channel.config().setAutoRead(true);
            }
            idle.accept(this);
        } else {
            close();
        }
    }

    private void fail(Kind kind, Retry retry, String detail, @Nullable Throwable cause) {
        H1Call current = call;
        call = null;
        close();
        if (current != null) {
            current.failed(Failure.upstream(kind, retry, detail, cause));
        }
    }

    // ---- endings

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        loop.beginRead();
        loop.unsweep(this);
        closed = true;
        out.discard();
        gone.accept(this);
        H1Call current = call;
        if (current != null) {
            onClosedDuringCall(current);
        }
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
        loop.endRead();
    }

    private void onClosedDuringCall(H1Call current) {
        if (waiting != null && waiting.isReadable()) {
            paused = false;
            closed = false;
            process();
            closed = true;
        }
        if (call == null) {
            return;
        }
        if (headDone) {
            body.endOfInput();
            if (body.isComplete() && body.rejection() == null) {
                call = null;
                current.end();
                current.receiver().onData(Unpooled.EMPTY_BUFFER, true);
                return;
            }
        }
        Retry retry = anyByte ? Retry.NEVER : Retry.IF_IDEMPOTENT;
        fail(Kind.UPSTREAM_CLOSED, retry, "the endpoint closed the connection" + (used ? "" : " at once"), null);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable() && call != null) {
            call.receiver().onWritable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Retry retry = anyByte ? Retry.NEVER : Retry.IF_IDEMPOTENT;
        fail(Kind.UPSTREAM_RESET, retry, "the connection to the endpoint failed", cause);
    }

    @Override
    public void sweep(long now) {
        if (call == null && now - since > idleNanos) {
            close();
        }
    }
}
