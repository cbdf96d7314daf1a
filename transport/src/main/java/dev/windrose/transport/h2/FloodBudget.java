package dev.windrose.transport.h2;

/**
 * How many frames of a kind a peer may send: refilled by time, and by what an honest peer sends beside them, so that only an attacker meets its end.
 */
final class FloodBudget {
    private static final int PER_MESSAGE_FRAME = 4;

    private final int capacity;
    private final long nanosPerFrame;
    private long left;
    private long refilled;

    /** {@code perSecond} come back each second, up to {@code capacity}. */
    FloodBudget(int capacity, int perSecond, long now) {
        this.capacity = capacity;
        this.nanosPerFrame = 1_000_000_000L / perSecond;
        this.left = capacity;
        this.refilled = now;
    }

    /** Frames that cost us and carry nothing: PING, SETTINGS, PRIORITY, WINDOW_UPDATE, unknown ones, and those for streams that are gone. */
    FloodBudget(long now) {
        this(2_000, 100, now);
    }

    /** DATA frames of a few bytes, which cost us as much as large ones. */
    static FloodBudget ofTinyData(long now) {
        return new FloodBudget(20_000, 2_000, now);
    }

    /** The same of an endpoint, whose connection carries the answers to many clients: events and messages of a few bytes are usual. */
    static FloodBudget ofTinyAnswers(long now) {
        return new FloodBudget(50_000, 10_000, now);
    }

    /** Streams that end by a reset of the peer, or by ours for its mistake. Given back by each that ends well. */
    static FloodBudget ofResets(long now) {
        return new FloodBudget(200, 7, now);
    }

    /** Takes one; false if the peer has overdrawn. */
    boolean take(long now) {
        long earned = (now - refilled) / nanosPerFrame;
        if (earned > 0) {
            refilled += earned * nanosPerFrame;
            left = Math.min(capacity, left + earned);
        }
        return --left >= 0;
    }

    /** A frame that carried a message went by. */
    void earn() {
        left = Math.min(capacity, left + PER_MESSAGE_FRAME);
    }

    /** Undoes a {@link #take}. */
    void giveBack() {
        left = Math.min(capacity, left + 1);
    }
}
