package dev.windrose.transport.h1;

import dev.windrose.transport.loop.NettyLoop;

/** When something went by on a client's connection for the last time, and what is overdue since. */
final class ServerClock {
    private static final long LINGER_NANOS = 2_000_000_000L;

    /** What a connection is at. */
    enum Phase {
        IDLE,
        HEAD,
        BODY,
        /** It is not the client for whom the body waits, or the response has begun. */
        HELD_BODY,
        /** The request is complete. */
        EXCHANGE,
        TUNNEL,
        LINGER,
        CLOSED
    }

    private final NettyLoop loop;
    private final ServerTimeouts timeouts;
    private final BodyPace pace = new BodyPace(0);
    private long since;

    ServerClock(NettyLoop loop, ServerTimeouts timeouts) {
        this.loop = loop;
        this.timeouts = timeouts;
        this.since = loop.nanoTime();
    }

    /** Something went by. */
    void touch() {
        since = loop.coarseTime();
    }

    /** As {@link #touch}, when no read has told the time just now. */
    void restart() {
        since = loop.nanoTime();
    }

    void bodyBegins() {
        touch();
        pace.restart(since);
    }

    void bodyBytes(int count) {
        touch();
        pace.add(count);
    }

    /** Whether a connection has been at what it is at for too long. */
    boolean isOverdue(Phase phase, long now, boolean draining) {
        return switch (phase) {
            case IDLE -> age(now) > timeouts.idleNanos(draining);
            case HEAD -> age(now) > timeouts.head().toNanos();
            case BODY -> age(now) > timeouts.body().toNanos() || pace.isTooSlow(now, timeouts.body());
            case HELD_BODY -> {
                pace.restart(now);
                yield age(now) > timeouts.stream().toNanos();
            }
            case EXCHANGE -> age(now) > timeouts.stream().toNanos();
            case TUNNEL -> age(now) > timeouts.tunnel().toNanos();
            case LINGER -> age(now) > LINGER_NANOS;
            case CLOSED -> false;
        };
    }

    boolean isWriteStuck(long now) {
        return age(now) > timeouts.write().toNanos();
    }

    long age(long now) {
        return now - since;
    }
}
