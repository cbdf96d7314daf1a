package dev.windrose.transport.tunnel;

import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.exchange.Failure.Retry;
import dev.windrose.engine.exchange.Loop;
import dev.windrose.transport.loop.NettyLoop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The asking side of a connection that carries tunnels; shared by all tunnels of one loop through one endpoint. */
public final class TunnelClient implements NettyLoop.Swept {
    private static final WriteBufferWaterMark WATERMARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);
    /** Without a tunnel for so long, the connection ends. */
    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** A carrier that is silent for so long is asked whether it is there, and is given up after as long again. */
    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Channel carrier;
    private final NettyLoop loop;
    private final Http2FrameCodec codec = TunnelCodec.client();
    private int tunnels;
    private boolean leaving;
    private boolean pinged;
    private long heard;
    private long unusedSince;

    /** Hears once what came of a tunnel, on the loop. */
    public interface Opening {
        /** The tunnel stands; nothing was read from it yet, so handlers can be added now and not later. */
        void opened(Channel stream);

        void failed(Failure failure);
    }

    /** Takes over a connection on which HTTP/2 was agreed. */
    public TunnelClient(Channel carrier, NettyLoop loop) {
        this.carrier = carrier;
        this.loop = loop;
        heard = loop.nanoTime();
        unusedSince = heard;
        carrier.pipeline().addLast(new Hearing(), codec, new Http2MultiplexHandler(new Unasked()), new Leaving());
        carrier.closeFuture().addListener(_ -> loop.unsweep(this));
        loop.sweep(this);
    }

    /** Whether another tunnel fits. */
    public boolean canTakeMore() {
        return carrier.isActive()
                && !leaving
                && tunnels < TunnelCodec.MAX_STREAMS
                && codec.connection().local().canOpenStream();
    }

    /** Asks for a tunnel to {@code authority}, a host and port, and waits for it no longer than {@code patience}. */
    public void open(String authority, Duration patience, Opening opening) {
        tunnels++;
        Answer answer = new Answer(authority, opening);
        Future<Http2StreamChannel> future =
                new Http2StreamChannelBootstrap(carrier).handler(answer).open();
        future.addListener(_ -> {
            if (!future.isSuccess()) {
                ended();
                answer.fail(Kind.CONNECT_FAILED, future.cause());
                return;
            }
            Http2StreamChannel stream = future.getNow();
            stream.config().setWriteBufferWaterMark(WATERMARK);
            stream.closeFuture().addListener(_ -> ended());
            answer.limit(loop.after(patience.toNanos(), () -> answer.fail(Kind.CONNECT_TIMEOUT, null)));
            Http2Headers head = new DefaultHttp2Headers().method("CONNECT").authority(authority);
            stream.writeAndFlush(new DefaultHttp2HeadersFrame(head, false));
        });
    }

    private void ended() {
        tunnels--;
        unusedSince = loop.nanoTime();
        if (leaving && tunnels == 0) {
            carrier.close();
        }
    }

    @Override
    public void sweep(long now) {
        if (tunnels == 0 && now - unusedSince > IDLE_NANOS) {
            leaving = true;
            carrier.close();
        } else if (now - heard > 2 * PING_NANOS) {
            carrier.unsafe().close(carrier.voidPromise());
        } else if (now - heard > PING_NANOS && !pinged) {
            pinged = true;
            carrier.writeAndFlush(new DefaultHttp2PingFrame(now));
        }
    }

    /** In front of the codec: notes that the other side lives. */
    private final class Hearing extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            heard = loop.coarseTime();
            pinged = false;
            ctx.fireChannelRead(message);
        }
    }

    /** Behind the codec: what concerns the connection as a whole. */
    private final class Leaving extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof Http2GoAwayFrame) {
                leaving = true;
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            carrier.unsafe().close(carrier.voidPromise());
        }
    }

    /** A server opens no streams, since push is off. */
    @ChannelHandler.Sharable
    private static final class Unasked extends ChannelInboundHandlerAdapter {
        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            ctx.close();
        }
    }

    /** Waits for the answer to CONNECT, and makes way for the bytes. */
    private static final class Answer extends ChannelInboundHandlerAdapter {
        private final String authority;
        private final Opening opening;
        private @Nullable ChannelHandlerContext context;
        private Loop.@Nullable Timer timer;
        private boolean over;

        Answer(String authority, Opening opening) {
            this.authority = authority;
            this.opening = opening;
        }

        void limit(Loop.Timer limit) {
            timer = limit;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            context = ctx;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            CharSequence status =
                    message instanceof Http2HeadersFrame frame ? frame.headers().status() : null;
            boolean end = message instanceof Http2HeadersFrame frame && frame.isEndStream();
            ReferenceCountUtil.release(message);
            if (status != null && !end && status.charAt(0) == '1') {
                return;
            }
            if (status == null || end || status.charAt(0) != '2') {
                fail(Kind.CONNECT_FAILED, null, "answered with " + status);
                return;
            }
            if (!over) {
                finish();
                ctx.pipeline().replace(this, null, new TunnelStream(true));
                opening.opened(ctx.channel());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            fail(Kind.CONNECT_FAILED, null, "the stream was reset");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            fail(Kind.CONNECT_FAILED, cause);
        }

        void fail(Kind kind, @Nullable Throwable cause) {
            fail(kind, cause, kind == Kind.CONNECT_TIMEOUT ? "no answer in time" : "the connection failed");
        }

        private void fail(Kind kind, @Nullable Throwable cause, String why) {
            if (over) {
                return;
            }
            finish();
            if (context != null) {
                context.close();
            }
            opening.failed(Failure.upstream(kind, Retry.SAFE, "no tunnel to " + authority + ": " + why, cause));
        }

        private void finish() {
            over = true;
            if (timer != null) {
                timer.cancel();
            }
        }
    }
}
