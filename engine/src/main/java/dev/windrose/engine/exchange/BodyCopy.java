package dev.windrose.engine.exchange;

import dev.windrose.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** What of a request's body was passed on, so that it can be sent again; given up when it becomes more than {@link #MAX_BYTES}. */
final class BodyCopy {
    /** Most calls fit, and a thousand requests under way at once cost 64 MiB at worst. */
    static final int MAX_BYTES = 64 * 1024;

    private @Nullable ByteBuf bytes;
    private @Nullable Headers trailers;
    private boolean ended;
    private boolean tooLong;

    void add(ByteBuf data, boolean end) {
        ended |= end;
        int length = data.readableBytes();
        if (tooLong || length == 0) {
            return;
        }
        int before = bytes == null ? 0 : bytes.readableBytes();
        if (before + length > MAX_BYTES) {
            tooLong = true;
            release();
            return;
        }
        if (bytes == null) {
            bytes = data.alloc().buffer(length, MAX_BYTES);
        }
        bytes.writeBytes(data, data.readerIndex(), length);
    }

    void end(Headers last) {
        trailers = last;
        ended = true;
    }

    /** Whether it has everything that was passed on. */
    boolean isWhole() {
        return !tooLong;
    }

    /** Hands everything to another call. */
    void sendTo(UpstreamCall call) {
        boolean last = ended && trailers == null;
        if (bytes != null) {
            call.data(bytes.retainedDuplicate(), last);
        } else if (last) {
            call.data(Unpooled.EMPTY_BUFFER, true);
        }
        if (trailers != null) {
            call.trailers(trailers);
        }
    }

    void release() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }
}
