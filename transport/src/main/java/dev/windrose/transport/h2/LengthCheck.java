package dev.windrose.transport.h2;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2FrameLogger;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.logging.LogLevel;
import io.netty.util.AsciiString;
import java.util.Iterator;

/**
 * Finds a content length that is said twice, which makes a message malformed even if both say the same (RFC 9113 §8.1.1: one value; RFC 9110 §8.6 would
 * let us repair it, but who repairs differs from who does not). Netty puts {@code 5, 5} and two fields of {@code 5} into one {@code 5} before any listener
 * sees them, and only a logger of frames stands in front of that. It logs nothing.
 */
final class LengthCheck extends Http2FrameLogger {
    /** What Netty refuses as malformed. */
    private static final AsciiString REFUSED = AsciiString.cached("-");

    LengthCheck() {
        super(LogLevel.TRACE, LengthCheck.class);
    }

    @Override
    public boolean isEnabled() {
        return false;
    }

    @Override
    public void logHeaders(
            Direction direction, ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean end) {
        check(direction, headers);
    }

    @Override
    public void logHeaders(
            Direction direction,
            ChannelHandlerContext ctx,
            int id,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean end) {
        check(direction, headers);
    }

    private static void check(Direction direction, Http2Headers headers) {
        if (direction == Direction.OUTBOUND || !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            return;
        }
        Iterator<CharSequence> values = headers.valueIterator(HttpHeaderNames.CONTENT_LENGTH);
        CharSequence first = values.next();
        if (values.hasNext() || AsciiString.indexOf(first, ',', 0) >= 0) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, REFUSED);
        }
    }
}
