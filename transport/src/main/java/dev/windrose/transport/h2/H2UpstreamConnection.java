package dev.windrose.transport.h2;

import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.ResponseReceiver;
import dev.windrose.engine.exchange.UpstreamCall;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.transport.loop.NettyLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection to an endpoint, shared by the calls of one loop. The handler must stand in an active channel's pipeline before the
 * first call; the preface is sent by itself.
 */
public final class H2UpstreamConnection extends H2Frames {
    private final NettyLoop loop;
    private final String scheme;
    private final Owner owner;
    private final H2Handler handler;
    private final H2Output output;
    private final EndpointGuard guard;
    private final Http2Connection.PropertyKey key;
    private boolean ready;
    private boolean leaving;
    private boolean used;
    private long lastUsed;

    /** Hears of what changes how many calls the connection takes. */
    public interface Owner {
        /** The endpoint's settings have come: calls may be made. */
        void onReady(H2UpstreamConnection connection);

        /** A call ended. */
        void onRoom();
    }

    /** {@code scheme} is what the endpoint is told: how it is spoken to, not how the client spoke to us. */
    public H2UpstreamConnection(NettyLoop loop, String scheme, Owner owner) {
        this.loop = loop;
        this.scheme = scheme;
        this.owner = owner;
        this.guard = new EndpointGuard(loop, new Breakage());
        this.handler = H2Handler.client(this, loop, guard);
        this.output = new H2Output(handler, loop, guard.control());
        Http2Connection connection = handler.connection();
        this.key = connection.newKey();
        connection.addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                closed(stream);
            }

            @Override
            public void onGoAwayReceived(int lastStream, long error, ByteBuf debug) {
                leaving = true;
            }
        });
        handler.encoder().flowController().listener(this::writabilityChanged);
    }

    public ChannelHandler handler() {
        return handler;
    }

    /** Whether another call fits: the connection is up, not leaving, and below the endpoint's limit of streams. */
    public boolean canTakeMore() {
        ChannelHandlerContext ctx = handler.context();
        return ctx != null
                && ctx.channel().isActive()
                && ready
                && !leaving
                && handler.connection().local().canOpenStream();
    }

    public int activeStreams() {
        return handler.connection().numActiveStreams();
    }

    /** Whether it can be ended without harm: no call is under way, and none was for so long, or none is wanted any more. */
    public boolean isIdle(long now, long nanos) {
        return activeStreams() == 0 && (leaving || now - lastUsed > nanos);
    }

    /** Closes when the calls under way have ended, or after 30 seconds. */
    public void drain() {
        leaving = true;
        ChannelHandlerContext ctx = handler.context();
        if (ctx != null) {
            ctx.close();
        }
    }

    /** How often anything came of the endpoint. */
    long reads() {
        return handler.reads();
    }

    /** It may lead nowhere: no more calls are made on it, and it ends with those under way. */
    void suspect() {
        leaving = true;
    }

    /** Starts a call. Failures reach the receiver, possibly before this returns; the head is read before this returns. */
    public UpstreamCall call(RequestHead head, boolean end, ResponseReceiver receiver) {
        H2UpstreamCall call = new H2UpstreamCall(this, loop, output, receiver);
        if (head.upgrade()) {
            call.fail(Failure.upstream(
                    Failure.Kind.UPSTREAM_PROTOCOL, Failure.Retry.NEVER, "HTTP/2 cannot be upgraded", null));
            return call;
        }
        ChannelHandlerContext ctx = handler.context();
        if (ctx == null || !canTakeMore()) {
            call.fail(refused("the connection takes no more requests", null));
            return call;
        }
        int id = handler.connection().local().incrementAndGetNextStreamId();
        if (id < 0) {
            // All ids were used: only a new connection has more (RFC 9113 §5.1.1).
            leaving = true;
            call.fail(refused("the connection takes no more requests", null));
            return call;
        }
        guard.onHeaders();
        handler.encoder().writeHeaders(ctx, id, H2Fields.request(head, scheme), 0, end, ctx.newPromise());
        Http2Stream stream = handler.connection().stream(id);
        if (stream == null) {
            call.fail(refused("the stream could not be opened", null));
            return call;
        }
        stream.setProperty(key, call);
        call.opened(stream, used);
        used = true;
        output.flushSoon();
        return call;
    }

    private static Failure refused(String detail, @Nullable Throwable cause) {
        return Failure.upstream(Failure.Kind.UPSTREAM_RESET, Failure.Retry.SAFE, detail, cause);
    }

    // ---- frames

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean end)
            throws Http2Exception {
        guard.onHeaders();
        H2UpstreamCall call = find(id);
        if (call == null) {
            return;
        }
        if (call.hasHead()) {
            Headers trailers = trailers(headers, end);
            if (trailers == null) {
                throw malformed(id, call);
            }
            call.onTrailers(trailers);
            return;
        }
        ResponseHead head = H2Message.response(headers);
        if (head == null || (head.isInterim() && end)) {
            throw malformed(id, call);
        }
        if (head.isInterim() && !call.takesInterim()) {
            call.fail(Failure.upstream(
                    Failure.Kind.UPSTREAM_PROTOCOL, Failure.Retry.NEVER, "too many interim responses", null));
            throw Http2Exception.streamError(id, Http2Error.ENHANCE_YOUR_CALM, "too many interim responses");
        }
        call.onHead(head, end);
    }

    private static Http2Exception malformed(int id, H2UpstreamCall call) {
        call.fail(Failure.upstream(
                Failure.Kind.UPSTREAM_PROTOCOL, Failure.Retry.IF_IDEMPOTENT, "malformed header list", null));
        return Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, "malformed header list");
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean end)
            throws Http2Exception {
        int length = data.readableBytes() + padding;
        if (!end) {
            guard.onData(data.readableBytes());
        }
        H2UpstreamCall call = find(id);
        return call == null ? length : call.onData(data, length, end);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int id, long error) {
        H2UpstreamCall call = find(id);
        if (call != null && !call.isOver()) {
            leaving |= !guard.mayReset();
            boolean safe = error == Http2Error.REFUSED_STREAM.code();
            call.fail(Failure.upstream(
                    Failure.Kind.UPSTREAM_RESET,
                    safe ? Failure.Retry.SAFE : Failure.Retry.IF_IDEMPOTENT,
                    "the endpoint reset the stream, error " + error,
                    null));
        }
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        onControl();
        if (!ready) {
            ready = true;
            lastUsed = loop.coarseTime();
            owner.onReady(this);
        }
    }

    @Override
    void onControl() throws Http2Exception {
        guard.onControl();
    }

    /** Our settings, which forbid it, go before any request (RFC 9113 §8.4). */
    @Override
    public void onPushPromiseRead(ChannelHandlerContext ctx, int id, int promised, Http2Headers headers, int padding)
            throws Http2Exception {
        throw Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "a push, which was forbidden");
    }

    /** Calls fail by the endpoint's fault, and say so. */
    private final class Breakage implements EndpointGuard.Calls {
        @Override
        public void broken(int id, String why) {
            H2UpstreamCall call = find(id);
            if (call != null) {
                call.fail(fault(Failure.Retry.NEVER, why));
            }
        }

        @Override
        public void allBroken(String why) {
            leaving = true;
            try {
                handler.connection().forEachActiveStream(stream -> {
                    H2UpstreamCall call = stream.getProperty(key);
                    if (call != null) {
                        call.fail(fault(Failure.Retry.IF_IDEMPOTENT, why));
                    }
                    return true;
                });
            } catch (Http2Exception e) {
                throw new IllegalStateException("a look at streams failed", e);
            }
        }

        private static Failure fault(Failure.Retry retry, String why) {
            return Failure.upstream(Failure.Kind.UPSTREAM_PROTOCOL, retry, why, null);
        }
    }

    // ---- streams

    private @Nullable H2UpstreamCall find(int id) {
        Http2Stream stream = handler.connection().stream(id);
        return stream == null ? null : stream.getProperty(key);
    }

    private void closed(Http2Stream stream) {
        lastUsed = loop.coarseTime();
        owner.onRoom();
        H2UpstreamCall call = stream.getProperty(key);
        if (call != null && call.isWhole()) {
            guard.onGoodEnd();
        }
        if (call != null && !call.isOver()) {
            Http2Connection connection = handler.connection();
            boolean unseen = connection.goAwayReceived()
                    && stream.id() > connection.local().lastStreamKnownByPeer();
            call.fail(
                    unseen
                            ? refused("the endpoint is going away and has not seen the request", null)
                            : Failure.upstream(
                                    Failure.Kind.UPSTREAM_CLOSED,
                                    Failure.Retry.IF_IDEMPOTENT,
                                    "the stream was closed before the response was whole",
                                    null));
        }
    }

    private void writabilityChanged(Http2Stream stream) {
        H2UpstreamCall call = stream.getProperty(key);
        if (call != null) {
            call.onWritabilityChanged();
        }
    }
}
