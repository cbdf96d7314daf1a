package dev.windrose.transport.h1;

import dev.windrose.transport.loop.NettyLoop;

/** When something went by on a client's connection for the last time, and what is overdue since. */
final class ServerClock {
    private static final long LINGER_NANOS = 2_000_000_000L;

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

    /** It is not the client for whom the body waits. */
    void bodyHeld(long now) {
        pace.restart(now);
    }

    boolean isBodyLate(long now) {
        return age(now) > timeouts.body().toNanos() || pace.isTooSlow(now, timeouts.body());
    }

    boolean isHeadLate(long now) {
        return age(now) > timeouts.head().toNanos();
    }

    boolean isIdleTooLong(long now, boolean draining) {
        return age(now) > timeouts.idleNanos(draining);
    }

    boolean isExchangeStuck(long now) {
        return age(now) > timeouts.stream().toNanos();
    }

    boolean isTunnelIdle(long now) {
        return age(now) > timeouts.tunnel().toNanos();
    }

    boolean isWriteStuck(long now) {
        return age(now) > timeouts.write().toNanos();
    }

    boolean hasLingered(long now) {
        return age(now) > LINGER_NANOS;
    }

    long age(long now) {
        return now - since;
    }
}
