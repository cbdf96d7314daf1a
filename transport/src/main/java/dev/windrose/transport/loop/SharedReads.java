package dev.windrose.transport.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/** Where one channel reads into: its loop's one buffer, once that is switched on, else buffers of its own. */
final class SharedReads implements RecvByteBufAllocator {
    private static final RecvByteBufAllocator OWN = new AdaptiveRecvByteBufAllocator();

    private final ReadBuffer buffer;
    private boolean shared;

    SharedReads(ReadBuffer buffer) {
        this.buffer = buffer;
    }

    void share() {
        shared = true;
    }

    @Override
    @SuppressWarnings("deprecation") // what the interface asks for
    public Handle newHandle() {
        return new SharedHandle(OWN.newHandle());
    }

    private final class SharedHandle extends DelegatingHandle implements ExtendedHandle {
        @SuppressWarnings("deprecation") // what the interface asks for
        SharedHandle(Handle own) {
            super(own);
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            ByteBuf free = shared ? buffer.take(allocator) : null;
            return free != null ? free : super.allocate(allocator);
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return ((ExtendedHandle) delegate()).continueReading(maybeMoreData);
        }
    }
}
