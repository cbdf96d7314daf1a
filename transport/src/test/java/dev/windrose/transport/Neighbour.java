package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Somebody well-behaved, who uses a gateway all the time while others attack it: sees whether it is served, and how much memory is held back. */
public final class Neighbour implements AutoCloseable {
    /** More than all that a connection may hold back: windows, heads and what waits for a slow reader. */
    public static final long MEMORY = 48L * 1024 * 1024;

    private final Behaviour behaviour;
    private final long before = direct();
    private final long heapBefore = heap();
    /** The most direct memory that was in use when an answer came, thus also while the attack was on. */
    private final AtomicLong most = new AtomicLong();

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final Thread thread = Thread.ofVirtual().unstarted(this::behave);

    /** What is done on one connection. */
    @FunctionalInterface
    public interface Behaviour {
        /** Asks on a connection of its own and tells of each answer, until it {@link #isOver} or the gateway ends the connection as it may. */
        void useOneConnection(Neighbour neighbour) throws IOException;
    }

    private Neighbour(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    public static Neighbour start(Behaviour behaviour) {
        Neighbour neighbour = new Neighbour(behaviour);
        neighbour.thread.start();
        return neighbour;
    }

    private void behave() {
        try {
            while (!isOver()) {
                behaviour.useOneConnection(this);
            }
        } catch (IOException _) {
            failed.incrementAndGet();
        }
    }

    /** Whether there is nothing more to ask. */
    public boolean isOver() {
        return over.get() || failed.get() > 0;
    }

    /** An answer came, {@code good} or not. */
    public void answered(boolean good) {
        (good ? served : failed).incrementAndGet();
        most.accumulateAndGet(direct(), Math::max);
    }

    /** The neighbour goes on to be served, and nothing much is held back. */
    public void check() {
        int now = served.get();
        while (!isOver() && served.get() < now + 20) {
            Thread.onSpinWait();
        }
        assertThat(failed).as("failed requests of the neighbour").hasValue(0);
        assertThat(most.get() - before).as("direct memory").isLessThan(MEMORY);
        assertThat(heap() - heapBefore).as("heap").isLessThan(MEMORY);
    }

    /** Goes away. */
    public void leave() throws InterruptedException {
        over.set(true);
        thread.join();
    }

    private static long direct() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    /** What is left when the garbage is gone. */
    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Checks for the last time, and leaves. */
    @Override
    public void close() {
        try {
            check();
            leave();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            over.set(true);
        }
    }
}
