package dev.windrose.engine.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A loop whose time stands still until it is moved on; it runs on the test's thread, what is handed over from any. */
final class ManualLoop implements Loop {
    private final Queue<Runnable> handedOver = new ConcurrentLinkedQueue<>();
    private final List<Pending> timers = new ArrayList<>();
    private long now = 1;

    private final class Pending implements Timer {
        private final long due;
        private final Runnable action;

        private Pending(long due, Runnable action) {
            this.due = due;
            this.action = action;
        }

        @Override
        public void cancel() {
            timers.remove(this);
        }
    }

    @Override
    public int index() {
        return 0;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Timer after(long nanos, Runnable action) {
        Pending timer = new Pending(now + nanos, action);
        timers.add(timer);
        return timer;
    }

    @Override
    public void execute(Runnable action) {
        handedOver.add(action);
    }

    /** Runs what was handed over, and what that hands over. */
    void run() {
        for (Runnable next = handedOver.poll(); next != null; next = handedOver.poll()) {
            next.run();
        }
    }

    /** Moves time on, and runs what falls due, each at its time. */
    void advance(Duration by) {
        advance(by.toNanos());
    }

    /** As {@link #advance(Duration)}, by nanoseconds. */
    void advance(long nanos) {
        run();
        long end = now + nanos;
        while (true) {
            Pending next = timers.stream()
                    .filter(each -> each.due <= end)
                    .min(Comparator.comparingLong(each -> each.due))
                    .orElse(null);
            if (next == null) {
                now = end;
                run();
                return;
            }
            timers.remove(next);
            now = next.due;
            next.action.run();
            run();
        }
    }

    int timers() {
        return timers.size();
    }
}
