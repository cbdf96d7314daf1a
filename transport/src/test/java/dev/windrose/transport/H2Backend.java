package dev.windrose.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A backend that speaks HTTP/2 by Netty's own frame codec, one handler per stream. */
final class H2Backend implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Channel> connections = new CopyOnWriteArrayList<>();
    private final Channel server;

    H2Backend(Supplier<Stream> streams) {
        this(null, new Http2Settings(), streams);
    }

    H2Backend(@Nullable SslContext tls, Http2Settings settings, Supplier<Stream> streams) {
        server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline()
                                .addLast(Http2FrameCodecBuilder.forServer()
                                        .initialSettings(settings)
                                        .build())
                                .addLast(new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel stream) {
                                        stream.pipeline().addLast(streams.get());
                                    }
                                }));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** How many were ever accepted. */
    int connections() {
        return connections.size();
    }

    /** Says on every connection that no new streams are wanted; those that are there go on. */
    void goAway() {
        for (Channel connection : connections) {
            connection
                    .writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(0))
                    .syncUninterruptibly();
        }
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
    }

    /** What is done with one request. */
    abstract static class Stream extends ChannelInboundHandlerAdapter {
        @Override
        public final void channelRead(ChannelHandlerContext ctx, Object message) {
            switch (message) {
                case Http2HeadersFrame headers -> onHeaders(ctx, headers.headers(), headers.isEndStream());
                case Http2DataFrame data -> onData(ctx, data);
                default -> {}
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof Http2ResetFrame reset) {
                onReset(reset.errorCode());
            }
        }

        void onReset(long error) {}

        /** The request's head, or its trailers. */
        abstract void onHeaders(ChannelHandlerContext ctx, Http2Headers headers, boolean end);

        /** To be released or written on. */
        void onData(ChannelHandlerContext ctx, Http2DataFrame data) {
            data.release();
        }

        static void answer(ChannelHandlerContext ctx, String status, boolean end) {
            ctx.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status(status), end));
        }

        static void trailers(ChannelHandlerContext ctx, String name, String value) {
            ctx.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().add(name, value), true));
        }
    }

    /** Answers by the request's body; what it saw of the head is in the response's, and x-last of its trailers, or else x-trailer, comes back in trailers. */
    static final class Echo extends Stream {
        private boolean answered;
        private @Nullable CharSequence trailer;

        @Override
        void onHeaders(ChannelHandlerContext ctx, Http2Headers headers, boolean end) {
            if (answered) {
                trailers(ctx, "x-last", String.valueOf(headers.get("x-last")));
                return;
            }
            answered = true;
            trailer = headers.get("x-trailer");
            Http2Headers answer = new DefaultHttp2Headers()
                    .status("200")
                    .add(
                            "x-seen",
                            headers.method() + " " + headers.scheme() + " " + headers.authority() + headers.path())
                    .add("x-te", String.valueOf(headers.get("te")))
                    .add("x-connection", String.valueOf(headers.get("connection")));
            ctx.writeAndFlush(new DefaultHttp2HeadersFrame(answer, end));
        }

        @Override
        void onData(ChannelHandlerContext ctx, Http2DataFrame data) {
            if (trailer != null && data.isEndStream()) {
                ctx.write(new DefaultHttp2DataFrame(data.content(), false));
                trailers(ctx, "x-last", trailer.toString());
            } else {
                ctx.writeAndFlush(data);
            }
        }
    }

    /** Keeps what happens until a test asks. */
    static <T> T next(BlockingQueue<T> events) throws InterruptedException {
        T event = events.poll(10, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("nothing happened within 10 s");
        }
        return event;
    }

    static <T> BlockingQueue<T> events() {
        return new LinkedBlockingQueue<>();
    }
}
