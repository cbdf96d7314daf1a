package dev.windrose.transport.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** The buffer that the connections of one loop read into, one after the other. */
final class ReadBuffer {
    /** All that a socket has at hand, as a rule. */
    private static final int SIZE = 64 * 1024;
    /** After so many reads in vain, whoever still holds the buffer is slow, and keeps it. */
    private static final int MAX_MISSES = 64;

    private @Nullable ByteBuf buffer;
    private int misses;
    private boolean ended;

    /** The empty buffer, with a reference for the taker; null while somebody keeps a part of it. */
    @Nullable
    ByteBuf take(ByteBufAllocator allocator) {
        ByteBuf known = buffer;
        if (ended) {
            return null;
        }
        if (known == null) {
            known = allocator.directBuffer(SIZE, SIZE);
            buffer = known;
        } else if (known.refCnt() > 1) {
            misses++;
            if (misses > MAX_MISSES) {
                letGo();
            }
            return null;
        }
        misses = 0;
        return known.clear().retain();
    }

    @SuppressWarnings("ReferenceEquality") // the very buffer, not its content
    boolean is(ByteBuf other) {
        return other == buffer;
    }

    /** There is no buffer any more. */
    void end() {
        ended = true;
        letGo();
    }

    private void letGo() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
            misses = 0;
        }
    }
}
