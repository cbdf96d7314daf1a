package dev.windrose.transport.h1;

import java.time.Duration;

/** Whether a body comes at a rate worth waiting for: bytes are counted over windows as long as the limit between two parts. */
public final class BodyPace {
    /** A body slower than this is an attack, or a link on which nothing else works either. */
    public static final int LEAST_BYTES_PER_SECOND = 100;

    private long since;
    private long bytes;

    public BodyPace(long now) {
        since = now;
    }

    public void add(int length) {
        bytes += length;
    }

    /** Begins a new window, such as when it was we who did not read. */
    public void restart(long now) {
        since = now;
        bytes = 0;
    }

    /** Whether the window that has ended, if one has, brought too little. */
    public boolean isTooSlow(long now, Duration window) {
        if (now - since <= window.toNanos()) {
            return false;
        }
        boolean slow = bytes * 1_000_000_000L < LEAST_BYTES_PER_SECOND * (now - since);
        restart(now);
        return slow;
    }
}
