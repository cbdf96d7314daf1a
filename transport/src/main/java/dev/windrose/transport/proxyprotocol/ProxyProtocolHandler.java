package dev.windrose.transport.proxyprotocol;

import dev.windrose.model.Cidr;
import dev.windrose.model.ConnectionPolicy;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the header that must come first on a connection, remembers the client's address, and makes way for what comes next. */
public final class ProxyProtocolHandler extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<InetSocketAddress> CLIENT =
            AttributeKey.valueOf(ProxyProtocolHandler.class, "client");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** For the TLVs of version 2; the addresses take 36 bytes at most. */
    private static final int MAX_TLV_BYTES = 2048;

    private final Consumer<Channel> next;
    private @Nullable Future<?> timeout;

    /** {@code next} adds the handlers of the connection when the header was read, before any byte behind it passes. */
    public ProxyProtocolHandler(Consumer<Channel> next) {
        this.next = next;
    }

    /** Whether a peer must begin with the header. */
    public static boolean isExpected(ConnectionPolicy policy, InetSocketAddress peer) {
        if (policy.proxyProtocolFrom().isEmpty()) {
            return false;
        }
        byte[] address = peer.getAddress().getAddress();
        for (Cidr range : policy.proxyProtocolFrom()) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** The client's address: as the header said it, else of the socket. */
    public static InetSocketAddress clientAddress(Channel channel) {
        InetSocketAddress client = channel.attr(CLIENT).get();
        return client != null ? client : (InetSocketAddress) channel.remoteAddress();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), null, new HAProxyMessageDecoder(MAX_TLV_BYTES, true));
        timeout = ctx.executor().schedule(() -> ctx.close(), TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HAProxyMessage header)) {
            ctx.fireChannelRead(message);
            return;
        }
        if (!ctx.channel().isActive()) {
            // The decoder reads on what it has of a connection that it has just given up.
            header.release();
            return;
        }
        try {
            remember(ctx.channel(), header);
        } finally {
            header.release();
        }
        next.accept(ctx.channel());
        ctx.pipeline().remove(this);
    }

    /** No or a broken header: what the peer says cannot be believed. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    /** LOCAL and UNKNOWN, such as health checks of the load balancer itself, leave the socket's address. */
    private static void remember(Channel channel, HAProxyMessage header) {
        String source = header.sourceAddress();
        byte[] address = source == null ? null : NetUtil.createByteArrayFromIpAddressString(source);
        if (address == null) {
            return;
        }
        try {
            channel.attr(CLIENT).set(new InetSocketAddress(InetAddress.getByAddress(address), header.sourcePort()));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IP address of " + address.length + " bytes", e);
        }
    }
}
