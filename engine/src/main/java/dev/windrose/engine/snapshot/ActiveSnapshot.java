package dev.windrose.engine.snapshot;

/** The snapshot that new exchanges start with. From any thread. */
public final class ActiveSnapshot {
    private volatile Snapshot current = Snapshot.EMPTY;

    public Snapshot current() {
        return current;
    }

    /** Makes a snapshot the current one. What runs keeps the one it started with. */
    public void swap(Snapshot next) {
        current = next;
    }
}
