package dev.windrose.engine.exchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A loop whose time goes on when a test says so. */
final class ManualLoop implements Loop {
    private final ArrayDeque<Runnable> soon = new ArrayDeque<>();
    private final List<Pending> timers = new ArrayList<>();
    private long now = 1;

    private record Pending(long at, Runnable action) {}

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
        Pending pending = new Pending(now + nanos, action);
        timers.add(pending);
        return () -> timers.remove(pending);
    }

    @Override
    public void execute(Runnable action) {
        soon.add(action);
    }

    /** Runs what is to be done now. */
    void run() {
        advance(0);
    }

    /** Lets time go by, and runs what falls due. */
    void advance(long nanos) {
        long until = now + nanos;
        boolean more = true;
        while (more) {
            while (!soon.isEmpty()) {
                soon.remove().run();
            }
            Pending next = null;
            for (Pending timer : timers) {
                if (timer.at() <= until && (next == null || timer.at() < next.at())) {
                    next = timer;
                }
            }
            more = next != null;
            if (next != null) {
                timers.remove(next);
                now = Math.max(now, next.at());
                next.action().run();
            }
        }
        now = until;
    }

    int timers() {
        return timers.size();
    }
}
