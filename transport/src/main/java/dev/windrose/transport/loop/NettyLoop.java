package dev.windrose.transport.loop;

import dev.windrose.engine.exchange.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop and what belongs to it alone. Connections that wrote something are flushed together, after the read that made them write: one
 * system call for all that a read caused.
 */
public final class NettyLoop implements Loop {
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(NettyLoop.class);
    private static final int BUFFER_SIZE = 2 * 1024;
    private static final int MAX_SPARE = 16 * 1024;

    private final EventLoop loop;
    private final int index;
    private final LongSupplier clock;
    private final List<Writer> dirty = new ArrayList<>();
    private final Set<Swept> swept = new LinkedHashSet<>();
    private final Set<Channel> channels = new HashSet<>();
    private boolean reading;
    private boolean flushScheduled;
    private long now;
    private long nextSweep;
    private volatile long lag;

    /** Null where reads end some time after they began, so that they cannot share a buffer. */
    private final @Nullable ReadBuffer reads;

    private @Nullable ByteBuf spare;
    private boolean ended;

    NettyLoop(EventLoop loop, int index, boolean synchronous, LongSupplier clock) {
        this.loop = loop;
        this.index = index;
        this.clock = clock;
        this.reads = synchronous ? new ReadBuffer() : null;
    }

    /** How late the last sweep was, in nanoseconds: what a connection waits for its turn. From any thread. */
    public long lag() {
        return lag;
    }

    /** Something with time limits; looked at once a second on the loop. */
    public interface Swept {
        /** {@code now} as {@link Loop#nanoTime}. */
        void sweep(long now);
    }

    void startSweeping() {
        now = clock.getAsLong();
        nextSweep = now + SWEEP_NANOS;
        // With a delay, not at a rate: after a stall there is nothing to catch up.
        loop.scheduleWithFixedDelay(this::sweepAll, 1, 1, TimeUnit.SECONDS);
    }

    private void sweepAll() {
        now = clock.getAsLong();
        lag = Math.max(0, now - nextSweep);
        for (Swept each : new ArrayList<>(swept)) {
            try {
                each.sweep(now);
            } catch (RuntimeException e) {
                // One connection's mistake must not end the time limits of all others.
                swept.remove(each);
                LOG.error("a time limit could not be looked at", e);
            }
        }
        nextSweep = clock.getAsLong() + SWEEP_NANOS;
    }

    public void sweep(Swept what) {
        swept.add(what);
    }

    public void unsweep(Swept what) {
        swept.remove(what);
    }

    public EventLoop eventLoop() {
        return loop;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public long nanoTime() {
        return clock.getAsLong();
    }

    /** The time of the last sweep: about a second old at most, and free. */
    public long coarseTime() {
        return now;
    }

    @Override
    public void execute(Runnable action) {
        loop.execute(action);
    }

    @Override
    public Timer after(long nanos, Runnable action) {
        ScheduledFuture<?> future = loop.schedule(action, nanos, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    // ---- channels

    /** The channel of a connection, which ends with the loop if not before. On the loop. */
    public void own(Channel channel) {
        channels.add(channel);
        channel.closeFuture().addListener(_ -> channels.remove(channel));
    }

    void closeChannels() {
        for (Channel channel : new ArrayList<>(channels)) {
            channel.unsafe().close(channel.voidPromise());
        }
    }

    // ---- buffers

    /** Prepares a channel, before its first read, for {@link #shareReads}. */
    public void ownReads(Channel channel) {
        if (reads != null) {
            channel.config().setRecvByteBufAllocator(new SharedReads(reads));
        }
    }

    /**
     * From now on a channel reads into the one buffer of the loop: that costs no allocation, and always touches the same memory. Only for a
     * channel whose handler gives every buffer back at once, or keeps it by {@link #keep}: a few bytes kept would keep all of it.
     */
    public void shareReads(Channel channel) {
        if (channel.config().getRecvByteBufAllocator() instanceof SharedReads channelReads) {
            channelReads.share();
        }
    }

    /** What may be kept after a read: the data itself, or a copy if it lies in the loop's buffer. Takes over the reference and gives one. */
    public ByteBuf keep(ByteBuf data) {
        if (reads == null || !reads.is(data)) {
            return data;
        }
        ByteBuf copy = data.alloc().buffer(data.readableBytes()).writeBytes(data);
        data.release();
        return copy;
    }

    /** An empty buffer to write into, to be given back by {@link #giveBack}. */
    public ByteBuf takeBuffer(ByteBufAllocator allocator) {
        ByteBuf taken = spare;
        spare = null;
        return taken != null ? taken : allocator.directBuffer(BUFFER_SIZE);
    }

    /** Takes over the reference. Whoever still sends the buffer has one of its own. */
    public void giveBack(ByteBuf buffer) {
        if (!ended && spare == null && buffer.refCnt() == 1 && buffer.capacity() <= MAX_SPARE) {
            spare = buffer.clear();
        } else {
            buffer.release();
        }
    }

    /** At the end of the loop. */
    void releaseBuffers() {
        ended = true;
        if (reads != null) {
            reads.end();
        }
        if (spare != null) {
            spare.release();
            spare = null;
        }
    }

    // ---- flushing

    /** A channel's read begins: what is written until {@link #endRead} waits for it. */
    public void beginRead() {
        reading = true;
    }

    /** Flushes what the read caused. */
    public void endRead() {
        reading = false;
        flushDirty();
    }

    /** Something with unflushed writes. */
    public interface Writer {
        void flushWrites();
    }

    /** {@code writer} has unflushed writes. */
    public void wrote(Writer writer) {
        dirty.add(writer);
        if (!reading && !flushScheduled) {
            flushScheduled = true;
            loop.execute(() -> {
                flushScheduled = false;
                flushDirty();
            });
        }
    }

    private void flushDirty() {
        for (int i = 0; i < dirty.size(); i++) {
            try {
                dirty.get(i).flushWrites();
            } catch (RuntimeException e) {
                LOG.error("a connection could not be flushed", e);
            }
        }
        dirty.clear();
    }
}
