package dev.windrose.transport.udp;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a listener of datagrams has done since it is there. Thread-safe. */
public final class UdpCounts {
    private final LongAdder sessions = new LongAdder();
    private final LongAdder begun = new LongAdder();
    private final Map<Direction, Traffic> traffic = new EnumMap<>(Direction.class);
    private final Map<Drop, LongAdder> dropped = new EnumMap<>(Drop.class);

    /** As the client sees it. */
    public enum Direction {
        IN,
        OUT
    }

    /** Why a datagram went nowhere. */
    public enum Drop {
        /** The destination fails, or has no endpoint. */
        NO_DESTINATION,
        /** Too many sessions that are all in use. */
        SESSION_LIMIT,
        /** Faster than it can be sent on. */
        TOO_FAST,
        /** The endpoint said that nobody listens there, or a socket failed. */
        UNREACHABLE;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Traffic(LongAdder datagrams, LongAdder bytes) {}

    UdpCounts() {
        for (Direction direction : Direction.values()) {
            traffic.put(direction, new Traffic(new LongAdder(), new LongAdder()));
        }
        for (Drop drop : Drop.values()) {
            dropped.put(drop, new LongAdder());
        }
    }

    void begun() {
        sessions.increment();
        begun.increment();
    }

    void ended() {
        sessions.decrement();
    }

    void passed(Direction direction, int bytes) {
        Traffic known = traffic.get(direction);
        if (known != null) {
            known.datagrams.increment();
            known.bytes.add(bytes);
        }
    }

    void drop(Drop why) {
        LongAdder known = dropped.get(why);
        if (known != null) {
            known.increment();
        }
    }

    /** Sessions of this moment. */
    public long sessions() {
        return sessions.sum();
    }

    /** Sessions since the start. */
    public long sessionsBegun() {
        return begun.sum();
    }

    public long datagrams(Direction direction) {
        Traffic known = traffic.get(direction);
        return known == null ? 0 : known.datagrams.sum();
    }

    public long bytes(Direction direction) {
        Traffic known = traffic.get(direction);
        return known == null ? 0 : known.bytes.sum();
    }

    public long dropped(Drop why) {
        LongAdder known = dropped.get(why);
        return known == null ? 0 : known.sum();
    }
}
