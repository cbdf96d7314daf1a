package dev.windrose.transport.tunnel;

import dev.windrose.transport.tls.TlsSession;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** The accepting side of a connection that carries tunnels. */
public final class TunnelServer {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final WriteBufferWaterMark WATERMARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    private final Channel carrier;
    private final Entrance entrance;

    /** Finds who takes a connection that came through a tunnel. */
    public interface Entrance {
        /**
         * Takes it over and accepts it in its own time; false if nobody here serves the destination.
         *
         * @param host name or IP address, without brackets
         */
        boolean enter(Channel stream, String host, int port);
    }

    public TunnelServer(Channel carrier, Entrance entrance) {
        this.carrier = carrier;
        this.entrance = entrance;
    }

    /** Adds what is needed behind the handler of this name. */
    public void install(String name) {
        Http2FrameCodec codec = TunnelCodec.server();
        carrier.pipeline().addAfter(name, null, codec);
        String behind = carrier.pipeline().context(codec).name();
        carrier.pipeline()
                .addAfter(behind, null, new Closing())
                .addAfter(behind, null, new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.config().setWriteBufferWaterMark(WATERMARK);
                        stream.pipeline().addLast(new Request());
                    }
                }));
    }

    /** Takes no new tunnels, and closes when those that are there have ended. */
    public void drain() {
        carrier.close();
    }

    /** Reads the request for a tunnel, and makes way. */
    private final class Request extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (!(message instanceof Http2HeadersFrame frame)) {
                ReferenceCountUtil.release(message);
                ctx.close();
                return;
            }
            TunnelStream stream = new TunnelStream(false);
            ctx.pipeline().replace(this, null, stream);
            Asked asked = frame.isEndStream() ? null : Asked.of(frame.headers());
            if (asked == null) {
                stream.refuse(BAD_REQUEST);
                return;
            }
            TlsSession.inherit(carrier, ctx.channel());
            if (!entrance.enter(ctx.channel(), asked.host, asked.port)) {
                stream.refuse(NOT_FOUND);
            }
        }
    }

    /** What a request for a tunnel names. */
    private record Asked(String host, int port) {
        /** Null unless it is a CONNECT as RFC 9113 §8.5 has it, to a host and port. */
        static @Nullable Asked of(Http2Headers head) {
            CharSequence method = head.method();
            CharSequence authority = head.authority();
            boolean plain = head.scheme() == null && head.path() == null && !head.contains(":protocol");
            if (method == null || !"CONNECT".contentEquals(method) || authority == null || !plain) {
                return null;
            }
            String text = authority.toString();
            int colon = text.lastIndexOf(':');
            int port = colon <= 0 ? 0 : port(text, colon + 1);
            if (port == 0) {
                return null;
            }
            String host = text.substring(0, colon);
            boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
            if (bracketed) {
                return new Asked(host.substring(1, host.length() - 1), port);
            }
            return host.matches("[A-Za-z0-9._-]+") ? new Asked(host, port) : null;
        }

        private static int port(String text, int from) {
            int port = 0;
            for (int i = from; i < text.length(); i++) {
                int digit = text.charAt(i) - '0';
                if (digit < 0 || digit > 9 || i - from > 4) {
                    return 0;
                }
                port = port * 10 + digit;
            }
            return port <= 65535 ? port : 0;
        }
    }

    /** Last in the carrier's pipeline: a carrier without its other half carries nothing. */
    @ChannelHandler.Sharable
    private static final class Closing extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                ctx.channel().unsafe().close(ctx.voidPromise());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.channel().unsafe().close(ctx.voidPromise());
        }
    }
}
