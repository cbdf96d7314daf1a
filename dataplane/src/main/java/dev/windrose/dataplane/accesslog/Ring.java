package dev.windrose.dataplane.accesslog;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A ring of bytes from one producer to one consumer. Whole lines become visible at once. */
final class Ring {
    private static final VarHandle TAIL;
    private static final VarHandle HEAD;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TAIL = lookup.findVarHandle(Ring.class, "tail", long.class);
            HEAD = lookup.findVarHandle(Ring.class, "head", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final byte[] bytes;
    private final int mask;
    /** What the producer has seen of {@link #head}: read anew only when the ring looks half full. */
    private long seenHead;

    private volatile long dropped;

    @SuppressWarnings("unused") // by TAIL
    private volatile long tail;

    @SuppressWarnings("unused") // by HEAD
    private volatile long head;

    /** {@code capacity} is a power of two. */
    Ring(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: a power of two)");
        }
        bytes = new byte[capacity];
        mask = capacity - 1;
    }

    /** Takes a line or drops it. Returns whether the ring is more than half full: time to wake the consumer. */
    boolean offer(byte[] line, int length) {
        long at = (long) TAIL.getOpaque(this);
        long end = at + length;
        if (end - seenHead > bytes.length / 2) {
            seenHead = (long) HEAD.getAcquire(this);
            if (end - seenHead > bytes.length) {
                countDrop();
                return true;
            }
        }
        int start = (int) at & mask;
        int first = Math.min(length, bytes.length - start);
        System.arraycopy(line, 0, bytes, start, first);
        System.arraycopy(line, first, bytes, 0, length - first);
        TAIL.setRelease(this, end);
        return end - seenHead > bytes.length / 2;
    }

    /** Hands all that is there to the sink, in at most two pieces, and frees the room. Returns the number of bytes. */
    int drainTo(Sink sink) {
        long from = (long) HEAD.getOpaque(this);
        long to = (long) TAIL.getAcquire(this);
        int length = (int) (to - from);
        if (length > 0) {
            int start = (int) from & mask;
            int first = Math.min(length, bytes.length - start);
            sink.write(bytes, start, first);
            if (length > first) {
                sink.write(bytes, 0, length - first);
            }
            HEAD.setRelease(this, to);
        }
        return length;
    }

    /** Lines dropped so far. From any thread. */
    long dropped() {
        return dropped;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void countDrop() {
        dropped++;
    }
}
