package dev.windrose.dataplane.metrics;

import dev.windrose.engine.telemetry.FinishedConnection;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Counts connections of plain bytes when they end. These are few beside requests, so that all loops share the counters. Bounded: what comes late is
 * counted for cluster {@link SeriesDirectory#OTHER}. Thread-safe.
 */
final class ByteCounters implements Collector {
    private final int maxSeries;
    private final Map<Result, LongAdder> results = new ConcurrentHashMap<>();
    private final Map<Way, Sums> ways = new ConcurrentHashMap<>();

    private record Result(Way way, String result) {}

    private record Way(String listener, String cluster) {}

    private static final class Sums {
        private final LongAdder received = new LongAdder();
        private final LongAdder sent = new LongAdder();
        private final LongAdder nanos = new LongAdder();
    }

    /** At most about {@code maxSeries} of each metric. */
    ByteCounters(int maxSeries) {
        this.maxSeries = maxSeries;
    }

    void record(FinishedConnection connection) {
        Way way = new Way(connection.listener(), connection.cluster());
        if (!ways.containsKey(way) && results.size() >= maxSeries) {
            way = new Way(SeriesDirectory.OTHER, SeriesDirectory.OTHER);
        }
        results.computeIfAbsent(new Result(way, connection.reason()), _ -> new LongAdder())
                .increment();
        Sums sums = ways.computeIfAbsent(way, _ -> new Sums());
        sums.received.add(connection.receivedBytes());
        sums.sent.add(connection.sentBytes());
        sums.nanos.add(connection.durationNanos());
    }

    void retain(Set<String> listeners) {
        results.keySet().removeIf(result -> isGone(result.way, listeners));
        ways.keySet().removeIf(way -> isGone(way, listeners));
    }

    private static boolean isGone(Way way, Set<String> listeners) {
        return !listeners.contains(way.listener) && !way.listener.equals(SeriesDirectory.OTHER);
    }

    @Override
    public void collect(TextWriter out) throws IOException {
        String connections = "windrose_tcp_connections_total";
        out.family(connections, "counter", "Connections of plain bytes that have ended, by result.");
        for (Map.Entry<Result, LongAdder> each : new LinkedHashMap<>(results).entrySet()) {
            Result key = each.getKey();
            sample(out, connections, key.way)
                    .label("result", key.result)
                    .value(each.getValue().sum());
        }
        sums(out, "windrose_tcp_received_bytes_total", "Bytes from clients of these.", sums -> sums.received);
        sums(out, "windrose_tcp_sent_bytes_total", "Bytes to clients of these.", sums -> sums.sent);
        String seconds = "windrose_tcp_connection_seconds_total";
        out.family(seconds, "counter", "How long these were there.");
        for (Map.Entry<Way, Sums> each : ways.entrySet()) {
            sample(out, seconds, each.getKey()).seconds(each.getValue().nanos.sum());
        }
    }

    private void sums(TextWriter out, String name, String help, Function<Sums, LongAdder> value) throws IOException {
        out.family(name, "counter", help);
        for (Map.Entry<Way, Sums> each : ways.entrySet()) {
            sample(out, name, each.getKey()).value(value.apply(each.getValue()).sum());
        }
    }

    private static TextWriter sample(TextWriter out, String name, Way way) throws IOException {
        return out.sample(name).label("listener", way.listener).label("cluster", way.cluster);
    }
}
