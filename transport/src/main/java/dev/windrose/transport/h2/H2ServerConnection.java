package dev.windrose.transport.h2;

import dev.windrose.engine.exchange.ExchangeStarter;
import dev.windrose.engine.exchange.Failure;
import dev.windrose.filter.Peer;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.h1.Authorities;
import dev.windrose.http.h1.TrailerNames;
import dev.windrose.transport.loop.NettyLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client's HTTP/2 connection: starts an exchange per stream. All on the connection's loop. */
public final class H2ServerConnection extends Http2EventAdapter {
    /** Without a stream for so long, the connection ends; a client that never sends its preface too. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final NettyLoop loop;
    private final Peer peer;
    private final ExchangeStarter starter;
    private final H2Handler handler;
    private final Http2Connection.PropertyKey key;
    private final Authorities authorities = new Authorities();
    private final FloodBudget budget;
    private final H2Output output;
    private boolean draining;
    private long lastUsed;

    /** To be made on the loop. */
    public H2ServerConnection(NettyLoop loop, Peer peer, ExchangeStarter starter) {
        this.loop = loop;
        this.peer = peer;
        this.starter = starter;
        this.budget = new FloodBudget(loop.nanoTime());
        this.handler = H2Handler.server(this, loop);
        this.output = new H2Output(handler, loop, budget);
        Http2Connection connection = handler.connection();
        this.key = connection.newKey();
        connection.addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                closed(stream);
            }
        });
        handler.encoder().flowController().listener(this::writabilityChanged);
        lastUsed = loop.nanoTime();
        loop.after(IDLE_NANOS, this::checkIdle);
    }

    private void checkIdle() {
        ChannelHandlerContext ctx = handler.context();
        if (ctx == null || !ctx.channel().isActive()) {
            return;
        }
        long unused = loop.nanoTime() - lastUsed;
        if (activeStreams() == 0 && unused >= IDLE_NANOS) {
            drain();
        } else {
            loop.after(activeStreams() > 0 ? IDLE_NANOS : IDLE_NANOS - unused, this::checkIdle);
        }
    }

    /** The handler to put into the pipeline; it reads the client's preface first. */
    public ChannelHandler handler() {
        return handler;
    }

    /** Takes no new streams and closes when those under way have ended (GOAWAY, RFC 9113 §6.8), or after 30 seconds. */
    public void drain() {
        ChannelHandlerContext ctx = handler.context();
        if (!draining && ctx != null) {
            draining = true;
            ctx.close();
        }
    }

    public int activeStreams() {
        return handler.connection().numActiveStreams();
    }

    // ---- frames

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int id,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean end)
            throws Http2Exception {
        onHeadersRead(ctx, id, headers, padding, end);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean end)
            throws Http2Exception {
        budget.earn();
        Http2Stream stream = handler.connection().stream(id);
        if (stream == null) {
            return;
        }
        H2ServerStream known = stream.getProperty(key);
        if (known != null) {
            trailers(known, id, headers, end);
            return;
        }
        RequestHead head = H2Request.read(headers, end, authorities);
        if (head == null) {
            throw malformed(id, "malformed request");
        }
        H2ServerStream fresh = new H2ServerStream(this, stream);
        stream.setProperty(key, fresh);
        fresh.started(starter.start(fresh, head, end));
    }

    private static void trailers(H2ServerStream stream, int id, Http2Headers headers, boolean end)
            throws Http2Exception {
        Headers trailers = new Headers();
        if (!end || H2Message.hasPseudo(headers) || !H2Fields.read(headers, trailers)) {
            throw malformed(id, "malformed trailers");
        }
        TrailerNames.dropForbidden(trailers);
        stream.onTrailers(trailers);
    }

    private static Http2Exception malformed(int id, String what) {
        return Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, what);
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean end) {
        int length = data.readableBytes() + padding;
        if (length > 0) {
            budget.earn();
        }
        H2ServerStream stream = stream(id);
        return stream == null ? length : stream.onData(data, length, end);
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        spend();
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        spend();
    }

    @Override
    public void onPriorityRead(ChannelHandlerContext ctx, int id, int dependency, short weight, boolean exclusive)
            throws Http2Exception {
        spend();
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int id, int increment) throws Http2Exception {
        spend();
    }

    @Override
    public void onUnknownFrame(ChannelHandlerContext ctx, byte type, int id, Http2Flags flags, ByteBuf payload)
            throws Http2Exception {
        spend();
    }

    private void spend() throws Http2Exception {
        if (!budget.take(loop.nanoTime())) {
            throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many control frames");
        }
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
}
