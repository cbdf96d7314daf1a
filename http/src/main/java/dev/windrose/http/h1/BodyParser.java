package dev.windrose.http.h1;

import dev.windrose.http.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Takes the body of one message after another out of a connection's bytes. Not thread-safe. */
public final class BodyParser {
    private final Headers trailers = new Headers(0, 0);
    private boolean complete = true;

    /** {@code limits} bound trailers. */
    public BodyParser(Limits limits) {
        if (limits.trailerBytes() < 0) {
            throw new IllegalArgumentException();
        }
    }

    /** Begins a body. {@code length} is used with {@link Framing#FIXED}. */
    public void start(Framing framing, long length) {
        complete = framing == Framing.NONE || length == 0;
    }

    /**
     * The next part of the body as a retained slice of {@code in}, or null: then either {@link #isComplete}, or {@link #rejection} is set, or
     * more bytes are needed.
     */
    public @Nullable ByteBuf read(ByteBuf in) {
        return in.isReadable() ? in.readRetainedSlice(in.readableBytes()) : null;
    }

    /** The peer closed its side. Completes a body that lasts until then; any other incomplete body sets {@link #rejection}. */
    public void endOfInput() {
        complete = true;
    }

    public boolean isComplete() {
        return complete;
    }

    public @Nullable Rejection rejection() {
        return null;
    }

    /** Trailers of a chunked body, once complete; usually empty. Only names that may be forwarded. */
    public Headers trailers() {
        return trailers;
    }
}
