package dev.windrose.transport.loop;

import dev.windrose.engine.exchange.Loop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One event loop and what belongs to it alone. Connections that wrote something are flushed together, after the read that made them write: one
 * system call for all that a read caused.
 */
public final class NettyLoop implements Loop {
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventLoop loop;
    private final int index;
    private final List<Writer> dirty = new ArrayList<>();
    private final Set<Swept> swept = new LinkedHashSet<>();
    private boolean reading;
    private boolean flushScheduled;
    private long now;
    private long nextSweep;
    private volatile long lag;

    NettyLoop(EventLoop loop, int index) {
        this.loop = loop;
        this.index = index;
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
        now = System.nanoTime();
        nextSweep = now + SWEEP_NANOS;
        loop.scheduleAtFixedRate(this::sweepAll, 1, 1, TimeUnit.SECONDS);
    }

    private void sweepAll() {
        now = System.nanoTime();
        lag = Math.max(0, now - nextSweep);
        nextSweep = Math.max(nextSweep + SWEEP_NANOS, now);
        for (Swept each : new ArrayList<>(swept)) {
            each.sweep(now);
        }
    }

    public void sweep(Swept what) {
        swept.add(what);
    }

    public void unsweep(Swept what) {
        swept.remove(what);
    }

    public int sweptCount() {
        return swept.size();
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
        return System.nanoTime();
    }

    /** The time of the last sweep or read: at most a second old, and free. */
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
            dirty.get(i).flushWrites();
        }
        dirty.clear();
    }
}
