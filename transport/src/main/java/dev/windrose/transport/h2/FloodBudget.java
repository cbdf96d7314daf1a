package dev.windrose.transport.h2;

/**
 * What a peer may send that costs us and carries nothing: PING, SETTINGS, PRIORITY, WINDOW_UPDATE, unknown and reset frames. Refilled by time and by
 * frames that carry messages, so that an honest peer never meets its end.
 */
final class FloodBudget {
    private static final int CAPACITY = 2_000;
    private static final long NANOS_PER_FRAME = 10_000_000;
    private static final int PER_MESSAGE_FRAME = 4;

    private long left = CAPACITY;
    private long refilled;

    FloodBudget(long now) {
        refilled = now;
    }

    /** Takes one; false if the peer has overdrawn. */
    boolean take(long now) {
        long earned = (now - refilled) / NANOS_PER_FRAME;
        if (earned > 0) {
            refilled += earned * NANOS_PER_FRAME;
            left = Math.min(CAPACITY, left + earned);
        }
        return --left >= 0;
    }

    void earn() {
        left = Math.min(CAPACITY, left + PER_MESSAGE_FRAME);
    }
}
