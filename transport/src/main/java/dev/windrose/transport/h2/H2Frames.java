package dev.windrose.transport.h2;

import dev.windrose.http.Headers;
import dev.windrose.http.h1.Limits;
import dev.windrose.http.h1.TrailerNames;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What both sides do alike with what a peer sends: frames that carry no message are counted, priorities are of no interest (RFC 9113 §5.3.2). */
abstract class H2Frames extends Http2EventAdapter {
    /** What a field's line of HTTP/1 has beside name and value. */
    private static final int LINE_BYTES = ": \r\n".length();

    /** A frame that carries no message has come; throws if there were too many. */
    abstract void onControl() throws Http2Exception;

    /** Whether trailers take more than in HTTP/1, counted as there. */
    static boolean areTooLarge(Http2Headers trailers) {
        int bytes = 0;
        for (Map.Entry<CharSequence, CharSequence> field : trailers) {
            bytes += field.getKey().length() + field.getValue().length() + LINE_BYTES;
        }
        return bytes > Limits.DEFAULT.trailerBytes();
    }

    /** The trailers of a message, without those that may not be there; null if they are malformed (RFC 9113 §8.1) or too large. */
    static @Nullable Headers trailers(Http2Headers from, boolean end) {
        Headers trailers = new Headers();
        if (!end || areTooLarge(from) || H2Message.hasPseudo(from) || !H2Fields.read(from, trailers)) {
            return null;
        }
        TrailerNames.dropForbidden(trailers);
        return trailers;
    }

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
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        onControl();
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        onControl();
    }

    @Override
    public void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
        onControl();
    }

    @Override
    public void onPriorityRead(ChannelHandlerContext ctx, int id, int dependency, short weight, boolean exclusive)
            throws Http2Exception {
        onControl();
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int id, int increment) throws Http2Exception {
        onControl();
    }

    @Override
    public void onGoAwayRead(ChannelHandlerContext ctx, int last, long error, ByteBuf debug) throws Http2Exception {
        onControl();
    }

    @Override
    public void onUnknownFrame(ChannelHandlerContext ctx, byte type, int id, Http2Flags flags, ByteBuf payload)
            throws Http2Exception {
        onControl();
    }
}
