package dev.windrose.kubernetes.api;

import java.time.Duration;

/** The time by which an API server is asked again. Thread-safe. */
public interface Pace {
    /** That of this machine. */
    Pace REAL = new Pace() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration time) throws InterruptedException {
            Thread.sleep(time);
        }
    };

    /** As {@link System#nanoTime}. */
    long nanoTime();

    /** Returns when the time has passed. */
    void pause(Duration time) throws InterruptedException;
}
