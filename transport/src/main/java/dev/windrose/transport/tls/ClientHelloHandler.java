package dev.windrose.transport.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Waits for the ClientHello, chooses the context, and puts the real TLS handler in its place. */
final class ClientHelloHandler extends SslClientHelloHandler<ClientHello> {
    /** A ClientHello with post-quantum key shares takes 2 KiB; a session ticket of ours adds less than 1. */
    private static final int MAX_LENGTH = 16 * 1024;

    private final ServerTls tls;
    private @Nullable Future<?> timeout;

    ClientHelloHandler(ServerTls tls) {
        super(MAX_LENGTH);
        this.tls = tls;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        super.handlerAdded(ctx);
        timeout = ctx.executor()
                .schedule(() -> ctx.close(), ServerTls.HANDSHAKE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        if (timeout != null) {
            timeout.cancel(false);
        }
        super.handlerRemoved0(ctx);
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
        SslHandler handler = tls.open(context, ctx.alloc());
        ctx.pipeline().addAfter(ctx.name(), null, new HandshakeEnd(handler, hello.serverName(), tls.proof()));
        ctx.pipeline().replace(this, null, handler);
    }

    /** Bytes that are no TLS: the decoder has said so to the peer, and there is nothing to add. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
