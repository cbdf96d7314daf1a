package dev.windrose.http.h1;

import dev.windrose.http.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Takes the body of one message after another out of a connection's bytes. Not thread-safe. */
public final class BodyParser {
    private enum Part {
        SIZE_LINE,
        DATA,
        AFTER_DATA,
        TRAILERS
    }

    /** A size line is a few bytes; a signature in an extension some hundred. */
    private static final int MAX_SIZE_LINE = 1024;

    private static final int MAX_TRAILERS = 100;
    /** CR LF after a size line and after its data. */
    private static final int LINE_ENDS = 4;
    /** How far size lines may outgrow twice the data: chunks of one byte are tolerated some twenty thousand times, not for ever. */
    private static final long MAX_OVERHEAD = 64 * 1024;

    private final Headers trailers = new Headers(0, 0);
    private final SectionScanner trailerScanner;
    private Framing framing = Framing.NONE;
    private Part part = Part.SIZE_LINE;
    private long remaining;
    private long overhead;
    private int scanned;
    private boolean complete = true;
    private @Nullable Rejection rejection;

    /** {@code limits} bound trailers. */
    public BodyParser(Limits limits) {
        this.trailerScanner = new SectionScanner(0, limits.trailerBytes());
    }

    /** Begins a body. {@code length} is used with {@link Framing#FIXED}. */
    public void start(Framing newFraming, long length) {
        framing = newFraming;
        part = Part.SIZE_LINE;
        remaining = newFraming == Framing.FIXED ? length : 0;
        overhead = 0;
        scanned = 0;
        complete = newFraming == Framing.NONE || (newFraming == Framing.FIXED && length == 0);
        rejection = null;
        trailers.clear();
    }

    /**
     * The next part of the body as a retained slice of {@code in}, or null: then either {@link #isComplete}, or {@link #rejection} is set, or
     * more bytes are needed.
     */
    public @Nullable ByteBuf read(ByteBuf in) {
        if (complete || rejection != null) {
            return null;
        }
        return switch (framing) {
            case NONE -> null;
            case FIXED -> fixed(in);
            case CHUNKED -> chunked(in);
            case UNTIL_CLOSE -> in.isReadable() ? in.readRetainedSlice(in.readableBytes()) : null;
        };
    }

    /** The peer closed its side. Completes a body that lasts until then; any other incomplete body sets {@link #rejection}. */
    public void endOfInput() {
        if (framing == Framing.UNTIL_CLOSE) {
            complete = true;
        } else if (!complete && rejection == null) {
            reject(Rejection.Reason.INCOMPLETE_BODY.because("The connection was closed within the body."));
        }
    }

    public boolean isComplete() {
        return complete;
    }

    public @Nullable Rejection rejection() {
        return rejection;
    }

    /** Trailers of a chunked body, once complete; usually empty. Only names that may be forwarded. */
    public Headers trailers() {
        return trailers;
    }

    private @Nullable ByteBuf fixed(ByteBuf in) {
        ByteBuf data = data(in);
        complete = remaining == 0;
        return data;
    }

    private @Nullable ByteBuf data(ByteBuf in) {
        int length = (int) Math.min(remaining, in.readableBytes());
        if (length == 0) {
            return null;
        }
        remaining -= length;
        return in.readRetainedSlice(length);
    }

    // ---- chunks

    private @Nullable ByteBuf chunked(ByteBuf in) {
        while (true) {
            switch (part) {
                case DATA -> {
                    ByteBuf data = data(in);
                    if (remaining == 0) {
                        part = Part.AFTER_DATA;
                    }
                    return data;
                }
                case AFTER_DATA -> {
                    if (!lineEnd(in)) {
                        return null;
                    }
                }
                case SIZE_LINE -> {
                    if (!sizeLine(in)) {
                        return null;
                    }
                }
                case TRAILERS -> {
                    trailerSection(in);
                    return null;
                }
            }
        }
    }

    /** Whether parsing can go on. */
    private boolean lineEnd(ByteBuf in) {
        int start = in.readerIndex();
        int readable = in.readableBytes();
        if ((readable > 0 && in.getByte(start) != '\r') || (readable > 1 && in.getByte(start + 1) != '\n')) {
            return rejectFraming("A chunk is longer than its size.");
        }
        if (readable < 2) {
            return false;
        }
        in.skipBytes(2);
        part = Part.SIZE_LINE;
        return true;
    }

    /** Whether parsing can go on. */
    private boolean sizeLine(ByteBuf in) {
        int start = in.readerIndex();
        int lf = in.indexOf(start + scanned, in.writerIndex(), (byte) '\n');
        int lineLength = (lf < 0 ? in.writerIndex() : lf) - start;
        if (lineLength > MAX_SIZE_LINE) {
            return rejectFraming("A chunk's size line is too long.");
        }
        if (lf < 0) {
            scanned = lineLength;
            return false;
        }
        scanned = 0;
        if (lineLength < 2 || in.getByte(lf - 1) != '\r') {
            return rejectFraming("A chunk's size line does not end with CR LF.");
        }
        long size = ChunkLine.size(in, start, lf - 1);
        if (size == ChunkLine.INVALID) {
            return rejectFraming("A chunk's size line is invalid.");
        }
        in.readerIndex(lf + 1);
        overhead = Math.max(0, overhead + lineLength - 1 + LINE_ENDS - 2 * Math.min(size, Integer.MAX_VALUE));
        if (overhead > MAX_OVERHEAD) {
            return rejectFraming("The chunks are far too small.");
        }
        remaining = size;
        part = size == 0 ? Part.TRAILERS : Part.DATA;
        return true;
    }

    private void trailerSection(ByteBuf in) {
        int length = trailerScanner.scan(in);
        if (length == SectionScanner.INCOMPLETE) {
            return;
        }
        if (length == SectionScanner.TOO_LONG) {
            reject(Rejection.Reason.HEADERS_TOO_LARGE.because("The trailers are too large."));
            return;
        }
        if (length < 0) {
            reject(FieldLines.badHeader("A trailer's line does not end with CR LF."));
            return;
        }
        if (length == 2) {
            in.skipBytes(2);
            complete = true;
            return;
        }
        int start = trailers.claim(length);
        in.readBytes(trailers.array(), start, length);
        Rejection problem = FieldLines.parse(trailers, start, start + length - 2, MAX_TRAILERS);
        if (problem != null) {
            reject(problem);
            return;
        }
        TrailerNames.dropForbidden(trailers);
        complete = true;
    }

    private boolean rejectFraming(String detail) {
        reject(ControlFields.badFraming(detail));
        return false;
    }

    private void reject(Rejection why) {
        rejection = why;
    }
}
