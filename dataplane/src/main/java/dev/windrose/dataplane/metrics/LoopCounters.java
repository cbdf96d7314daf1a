package dev.windrose.dataplane.metrics;

import dev.windrose.engine.telemetry.FinishedExchange;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counters of one event loop, which alone writes them; scrapes read from other threads and see each value a moment late, never torn. The
 * arrays grow when a new route appears and are padded at both ends, so that loops do not share cache lines.
 */
final class LoopCounters {
    /** Per route: request bytes, response bytes, retries, then three histograms. */
    static final int REQUEST_BYTES = 0;

    static final int RESPONSE_BYTES = 1;
    static final int RETRIES = 2;
    static final int TOTAL = 3;
    /** Buckets and, last, the sum of nanoseconds. */
    static final int HISTOGRAM = Buckets.COUNT + 1;

    static final int GATEWAY = TOTAL + HISTOGRAM;
    static final int UPSTREAM = GATEWAY + HISTOGRAM;
    static final int ROUTE_WIDTH = UPSTREAM + HISTOGRAM;

    /** Two cache lines of longs: processors fetch neighbours in pairs. */
    private static final int PAD = 16;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final SeriesDirectory directory;
    private final int index;
    private final int maxKeys;
    private int epoch;
    private volatile long[] requests = new long[PAD + SeriesDirectory.OVERFLOW + PAD];
    private volatile long[] perRoute = new long[PAD + ROUTE_WIDTH + PAD];
    private @Nullable Key[] table = new Key[64];
    private int keys;

    /** What was seen before and where it is counted. */
    private record Key(String route, int status, String reason, int slot, int routeSlot) {
        boolean is(String otherRoute, int otherStatus, String otherReason) {
            return status == otherStatus && same(route, otherRoute) && same(reason, otherReason);
        }

        @SuppressWarnings("ReferenceEquality") // the usual case is the very object of the snapshot
        private static boolean same(String a, String b) {
            return a == b || a.equals(b);
        }
    }

    LoopCounters(SeriesDirectory directory, int index, int maxKeys) {
        this.directory = directory;
        this.index = index;
        this.maxKeys = maxKeys;
    }

    /** On the loop only. */
    void record(FinishedExchange exchange) {
        if (epoch != directory.epoch()) {
            catchUp();
        }
        String route = exchange.route();
        int status = exchange.status();
        String reason = exchange.reason();
        Key key = find(route, status, reason);
        int slot = key == null ? SeriesDirectory.overflowSlot(status) : key.slot;
        add(requestCells(slot), PAD + slot, 1);
        int routeSlot = key == null ? 0 : key.routeSlot;
        long[] cells = routeCells(routeSlot);
        int at = PAD + routeSlot * ROUTE_WIDTH;
        long total = Math.max(0, exchange.durationNanos());
        long upstream = Math.clamp(exchange.upstreamNanos(), 0, total);
        observe(cells, at + TOTAL, total);
        observe(cells, at + GATEWAY, total - upstream);
        if (exchange.attempts() > 0) {
            observe(cells, at + UPSTREAM, upstream);
        }
        add(cells, at + REQUEST_BYTES, exchange.requestBytes());
        add(cells, at + RESPONSE_BYTES, exchange.responseBytes());
        add(cells, at + RETRIES, Math.max(0, exchange.attempts() - 1));
    }

    /** Routes are gone: what was counted for them makes room for others, and the way to each place is learnt anew. */
    private void catchUp() {
        epoch = directory.epoch();
        for (SeriesDirectory.Retired place : directory.catchUp(index)) {
            long[] cells = place.ofRoute() ? perRoute : requests;
            int width = place.ofRoute() ? ROUTE_WIDTH : 1;
            for (int at = place.slot() * width; at < (place.slot() + 1) * width; at++) {
                if (PAD + at < cells.length - PAD) {
                    CELL.setOpaque(cells, PAD + at, 0L);
                }
            }
        }
        Arrays.fill(table, null);
        keys = 0;
    }

    /** The count of a series. From any thread. */
    long requests(int slot) {
        return read(requests, PAD + slot);
    }

    /** A value of a route. From any thread. */
    long ofRoute(int routeSlot, int field) {
        return read(perRoute, PAD + routeSlot * ROUTE_WIDTH + field);
    }

    private static void observe(long[] cells, int at, long nanos) {
        add(cells, at + Buckets.index(nanos), 1);
        add(cells, at + Buckets.COUNT, nanos);
    }

    /** One writer: a plain read and an opaque write are enough, and cost no more than plain ones. */
    private static void add(long[] cells, int index, long amount) {
        CELL.setOpaque(cells, index, cells[index] + amount);
    }

    private static long read(long[] cells, int index) {
        return index < cells.length - PAD ? (long) CELL.getOpaque(cells, index) : 0;
    }

    private @Nullable Key find(String route, int status, String reason) {
        int mask = table.length - 1;
        for (int at = hash(route, status, reason) & mask; ; at = (at + 1) & mask) {
            Key key = table[at];
            if (key == null) {
                return learn(route, status, reason);
            }
            if (key.is(route, status, reason)) {
                return key;
            }
        }
    }

    private @Nullable Key learn(String route, int status, String reason) {
        if (keys >= maxKeys) {
            return null;
        }
        Key key = new Key(route, status, reason, directory.slot(route, status, reason), directory.routeSlot(route));
        if (++keys * 2 > table.length) {
            @Nullable Key[] before = table;
            table = new Key[before.length * 2];
            for (Key known : before) {
                if (known != null) {
                    place(known);
                }
            }
        }
        place(key);
        return key;
    }

    private void place(Key key) {
        int mask = table.length - 1;
        int at = hash(key.route, key.status, key.reason) & mask;
        while (table[at] != null) {
            at = (at + 1) & mask;
        }
        table[at] = key;
    }

    private static int hash(String route, int status, String reason) {
        int h = (route.hashCode() * 31 + reason.hashCode()) * 31 + status;
        return h ^ (h >>> 16);
    }

    private long[] requestCells(int slot) {
        long[] cells = requests;
        if (slot < cells.length - 2 * PAD) {
            return cells;
        }
        cells = Arrays.copyOf(cells, PAD + Math.max(slot + 1, 2 * (cells.length - 2 * PAD)) + PAD);
        requests = cells;
        return cells;
    }

    private long[] routeCells(int routeSlot) {
        long[] cells = perRoute;
        int room = (cells.length - 2 * PAD) / ROUTE_WIDTH;
        if (routeSlot < room) {
            return cells;
        }
        cells = Arrays.copyOf(cells, PAD + Math.max(routeSlot + 1, 2 * room) * ROUTE_WIDTH + PAD);
        perRoute = cells;
        return cells;
    }
}
