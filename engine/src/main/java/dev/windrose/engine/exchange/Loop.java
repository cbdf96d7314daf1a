package dev.windrose.engine.exchange;

import java.util.concurrent.Executor;

/** The event loop that an exchange belongs to. {@link #execute} may be called from any thread, all else from the loop only. */
public interface Loop extends Executor {
    /** 0 to the number of loops - 1: picks loop-local state out of an array. */
    int index();

    /** Monotonic time in nanoseconds. */
    long nanoTime();

    /** Runs an action on the loop after a delay of so many nanoseconds, rounded up to the loop's tick of 10 ms. */
    Timer after(long nanos, Runnable action);

    /** A pending action. */
    interface Timer {
        void cancel();
    }
}
