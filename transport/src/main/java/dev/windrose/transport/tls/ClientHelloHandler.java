package dev.windrose.transport.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Waits for the ClientHello, chooses the context, and puts the real TLS handler in its place. */
final class ClientHelloHandler extends SslClientHelloHandler<ClientHello> {
    /** A ClientHello with post-quantum key shares takes 2 KiB; a session ticket of ours adds less than 1. */
    private static final int MAX_LENGTH = 16 * 1024;

    private final ServerTls tls;
    private final long limitMillis;
    private @Nullable Future<?> timeout;

    ClientHelloHandler(ServerTls tls, long limitMillis) {
        super(MAX_LENGTH);
        this.tls = tls;
        this.limitMillis = limitMillis;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        super.handlerAdded(ctx);
        timeout = ctx.executor().schedule(() -> ctx.close(), limitMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        if (timeout != null) {
            timeout.cancel(false);
        }
        super.handlerRemoved0(ctx);
    }

    /** No record of TLS begins with a letter, and every request of HTTP does. */
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (tls.proof() != PeerProof.WORKLOAD && in.isReadable() && isLetter(in.getByte(in.readerIndex()))) {
            ctx.fireUserEventTriggered(ClearText.SEEN);
            // What has come is passed on, and all that will.
            ctx.pipeline().remove(this);
        } else {
            super.decode(ctx, in, out);
        }
    }

    private static boolean isLetter(byte first) {
        return first >= 'A' && first <= 'Z';
    }

    @Override
    protected Future<ClientHello> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf message) {
        ClientHello hello = message == null ? ClientHello.NONE : ClientHello.read(message);
        return ctx.executor().newSucceededFuture(hello);
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, Future<ClientHello> future) {
        if (!future.isSuccess()) {
            ctx.close();
            return;
        }
        ClientHello hello = future.getNow();
        SslContext context = tls.choose(hello);
        if (context == null) {
            ServerTls.refuseName(ctx.channel());
            ctx.fireUserEventTriggered(new SslHandshakeCompletionEvent(new SSLHandshakeException("unrecognized_name")));
            return;
        }
        SslHandler handler = tls.open(context, ctx.alloc(), limitMillis);
        ctx.pipeline().addAfter(ctx.name(), null, new HandshakeEnd(handler, hello.serverName(), tls.proof()));
        ctx.pipeline().replace(this, null, handler);
    }

    /** Bytes that are no TLS: the decoder has said so to the peer, and there is nothing to add. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
