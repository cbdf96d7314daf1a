package dev.windrose.transport.h2;

import dev.windrose.engine.exchange.ExchangeStarter;
import dev.windrose.engine.exchange.Failure;
import dev.windrose.filter.Peer;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.h1.Authorities;
import dev.windrose.http.h1.Rejection;
import dev.windrose.transport.h1.RejectionReply;
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.loop.NettyLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client's HTTP/2 connection: starts an exchange per stream. All on the connection's loop. */
public final class H2ServerConnection extends H2Frames implements NettyLoop.Swept {
    /** What the heads of all open requests may take together, so that a few compressed bytes cannot pin many. */
    private static final int MAX_HEAD_BYTES = 512 * 1024;

    private static final Rejection HEADERS_TOO_LARGE =
            Rejection.Reason.HEADERS_TOO_LARGE.because("The headers are too large.");
    private static final Rejection TRAILERS_TOO_LARGE =
            Rejection.Reason.HEADERS_TOO_LARGE.because("The trailers are too large.");

    private final NettyLoop loop;
    private final Peer peer;
    private final ExchangeStarter starter;
    private final ServerTimeouts timeouts;
    private final ClientGuard guard;
    private final H2Handler handler;
    private final Http2Connection.PropertyKey key;
    private final Authorities authorities = new Authorities();
    private final H2Output output;
    private boolean draining;
    private int headBytes;
    private long lastUsed;
    /** Since when the socket takes nothing; 0 while it does. */
    private long stuckSince;

    /** To be made on the loop. */
    public H2ServerConnection(NettyLoop loop, Peer peer, ExchangeStarter starter, ServerTimeouts timeouts) {
        this.loop = loop;
        this.peer = peer;
        this.starter = starter;
        this.timeouts = timeouts;
        this.guard = new ClientGuard(loop, refusal -> starter.refused(loop, peer, refusal), this::onTooLarge);
        this.handler = H2Handler.server(this, loop, guard);
        this.output = new H2Output(handler, loop, guard.control());
        Http2Connection connection = handler.connection();
        this.key = guard.request();
        connection.addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                closed(stream);
            }
        });
        handler.encoder().flowController().listener(this::writabilityChanged);
        lastUsed = loop.nanoTime();
        loop.sweep(this);
    }

    /** The handler to put into the pipeline; it reads the client's preface first. */
    public ChannelHandler handler() {
        return handler;
    }

    /**
     * Closes when all streams have ended, or after 30 seconds. Two GOAWAY frames (RFC 9113 §6.8): the first asks for no more streams and still serves
     * those that are on their way, the second names the last one that is served.
     */
    public void drain() {
        ChannelHandlerContext ctx = handler.context();
        if (!draining && ctx != null) {
            draining = true;
            goAway(ctx, Integer.MAX_VALUE);
            loop.after(ServerTimeouts.DRAIN_NANOS, () -> {
                goAway(ctx, handler.connection().remote().lastStreamCreated());
                // Through the pipeline's end, so that the handler itself hears of it and waits for its streams.
                ctx.channel().close();
            });
        }
    }

    private void goAway(ChannelHandlerContext ctx, int last) {
        if (ctx.channel().isActive()) {
            handler.goAway(ctx, last, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, ctx.newPromise());
            ctx.flush();
        }
    }

    public int activeStreams() {
        return handler.connection().numActiveStreams();
    }

    // ---- time limits

    @Override
    public void sweep(long now) {
        ChannelHandlerContext ctx = handler.context();
        if (ctx == null) {
            return;
        }
        if (!ctx.channel().isActive()) {
            loop.unsweep(this);
        } else if (isStuck(ctx, now)) {
            ctx.close();
        } else if (guard.isTooSlow(now, timeouts.head(), timeouts.body())) {
            handler.fail(Http2Error.PROTOCOL_ERROR, "a frame or header block did not end in time");
        } else if (activeStreams() > 0) {
            sweepStreams(now);
        } else if (now - lastUsed > timeouts.idle().toNanos()) {
            drain();
        }
    }

    private boolean isStuck(ChannelHandlerContext ctx, long now) {
        if (ctx.channel().isWritable()) {
            stuckSince = 0;
        } else if (stuckSince == 0) {
            stuckSince = now;
        }
        return stuckSince != 0 && now - stuckSince > timeouts.write().toNanos();
    }

    private void sweepStreams(long now) {
        List<H2ServerStream> streams = new ArrayList<>(activeStreams());
        try {
            handler.connection().forEachActiveStream(stream -> {
                H2ServerStream known = stream.getProperty(key);
                if (known != null) {
                    streams.add(known);
                }
                return true;
            });
        } catch (Http2Exception e) {
            handler.fail(e.error(), String.valueOf(e.getMessage()));
        }
        for (H2ServerStream stream : streams) {
            stream.sweep(now);
        }
    }

    // ---- frames

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean end)
            throws Http2Exception {
        guard.onHeaders();
        Http2Stream stream = handler.connection().stream(id);
        if (stream == null) {
            return;
        }
        H2ServerStream known = stream.getProperty(key);
        if (known != null) {
            trailers(known, id, headers, end);
            return;
        }
        Rejection excess = H2Request.excess(headers);
        if (excess != null) {
            begin(stream, H2Request.outline(headers), end, excess);
            return;
        }
        RequestHead head = H2Request.read(headers, end, authorities);
        if (head == null) {
            throw malformed(id, "malformed request");
        }
        begin(stream, head, end, H2Request.expectation(head, end));
    }

    /** A request whose header list is so large that nothing of it was kept, or such trailers of one that is there. */
    private void onTooLarge(int id) {
        Http2Connection connection = handler.connection();
        try {
            Http2Stream there = connection.stream(id);
            Http2Stream stream = there == null ? connection.remote().createStream(id, false) : there;
            H2ServerStream known = stream.getProperty(key);
            if (known != null) {
                known.refuse(TRAILERS_TOO_LARGE);
            } else {
                begin(stream, H2Request.outline(EmptyHttp2Headers.INSTANCE), false, HEADERS_TOO_LARGE);
            }
        } catch (Http2Exception e) {
            ChannelHandlerContext ctx = handler.context();
            if (ctx != null) {
                handler.resetStream(ctx, id, e.error().code(), ctx.newPromise());
            }
        }
    }

    /** With {@code refusal} the request goes nowhere. */
    private void begin(Http2Stream stream, RequestHead head, boolean end, @Nullable Rejection refusal)
            throws Http2Exception {
        head.scheme(peer.isSecure() ? "https" : "http");
        int size = head.headers().array().length;
        if (headBytes + size > MAX_HEAD_BYTES) {
            throw Http2Exception.streamError(
                    stream.id(), Http2Error.REFUSED_STREAM, "too many headers are held for this connection");
        }
        headBytes += size;
        H2ServerStream fresh = new H2ServerStream(this, stream, head, end);
        stream.setProperty(key, fresh);
        fresh.started(
                refusal == null
                        ? starter.start(fresh, head, end)
                        : starter.refuse(fresh, head, end, RejectionReply.local(refusal)));
    }

    private static void trailers(H2ServerStream stream, int id, Http2Headers headers, boolean end)
            throws Http2Exception {
        if (areTooLarge(headers)) {
            stream.refuse(TRAILERS_TOO_LARGE);
            return;
        }
        Headers trailers = trailers(headers, end);
        if (trailers == null) {
            throw malformed(id, "malformed trailers");
        }
        stream.onTrailers(trailers);
    }

    private static Http2Exception malformed(int id, String what) {
        return Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, what);
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean end)
            throws Http2Exception {
        int length = data.readableBytes() + padding;
        if (!end) {
            guard.onData(data.readableBytes());
        }
        H2ServerStream stream = stream(id);
        return stream == null ? length : stream.onData(data, length, end);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int id, long error) throws Http2Exception {
        H2ServerStream stream = stream(id);
        if (stream != null) {
            stream.onReset();
        }
        guard.onReset();
    }

    @Override
    void onControl() throws Http2Exception {
        guard.onControl();
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        guard.onControl();
    }

    // ---- streams

    private @Nullable H2ServerStream stream(int id) {
        Http2Stream stream = handler.connection().stream(id);
        return stream == null ? null : stream.getProperty(key);
    }

    private void closed(Http2Stream stream) {
        lastUsed = loop.nanoTime();
        H2ServerStream known = stream.getProperty(key);
        if (known != null) {
            headBytes -= known.headBytes();
            if (!known.wasReset() && !stream.isResetSent()) {
                guard.onGoodEnd();
            }
            known.onClosed(Failure.client(Failure.Kind.CLIENT_CLOSED, "The client reset the stream or left."));
        }
    }

    private void writabilityChanged(Http2Stream stream) {
        H2ServerStream known = stream.getProperty(key);
        if (known != null) {
            known.onWritabilityChanged();
        }
    }

    NettyLoop loop() {
        return loop;
    }

    Peer peer() {
        return peer;
    }

    H2Output output() {
        return output;
    }

    ServerTimeouts timeouts() {
        return timeouts;
    }
}
