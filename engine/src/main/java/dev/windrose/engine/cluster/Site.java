package dev.windrose.engine.cluster;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where connections lead that are as good as each other: one address, spoken to in one way. Identity matters: pools and the count of requests
 * belong to it, and an edit of its cluster that changes nothing about connections leaves it as it is. From any thread.
 */
public final class Site {
    private final AtomicInteger active = new AtomicInteger();
    private volatile boolean left;

    int active() {
        return active.get();
    }

    void started() {
        active.incrementAndGet();
    }

    void ended() {
        active.decrementAndGet();
    }

    /** Whether no configuration leads here any more: connections end when their requests have. */
    public boolean isLeft() {
        return left;
    }

    void leave() {
        left = true;
    }
}
