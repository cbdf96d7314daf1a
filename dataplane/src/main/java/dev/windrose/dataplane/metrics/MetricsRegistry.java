package dev.windrose.dataplane.metrics;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * All metrics of a process. Values are asked for when a scrape comes, on its thread; suppliers must be quick and safe to call from there. A
 * supplier that throws loses its sample, never the scrape. Thread-safe.
 */
public final class MetricsRegistry {
    /** More series of one name than this are left out, and counted in {@code windrose_metrics_dropped_series}. */
    static final int MAX_SERIES = 2_000;

    private final Map<String, Family> families = new LinkedHashMap<>();
    private final List<Collector> collectors = new ArrayList<>();
    private final AtomicLong dropped = new AtomicLong();

    public MetricsRegistry() {
        gauge(
                "windrose_metrics_dropped_series",
                "Series left out of the last scrape because their metric has too many.",
                Labels.NONE,
                dropped::get);
    }

    /** A value that goes up and down. */
    public void gauge(String name, String help, Labels labels, LongSupplier value) {
        single(name, Kind.GAUGE, help, labels, value);
    }

    /** A value that only grows; the name ends in {@code _total}. */
    public void counter(String name, String help, Labels labels, LongSupplier value) {
        single(name, Kind.COUNTER, help, labels, value);
    }

    /** A time that goes up and down, supplied in nanoseconds; the name ends in {@code _seconds}. */
    public void seconds(String name, String help, Labels labels, LongSupplier nanos) {
        single(name, Kind.SECONDS, help, labels, nanos);
    }

    /** Series that come and go, such as one for each pool: asked for at each scrape. */
    public void rows(String name, Kind kind, String help, Rows rows) {
        family(name, kind, help, rows);
    }

    /** Families that someone writes by himself. */
    public void add(Collector collector) {
        synchronized (families) {
            collectors.add(collector);
        }
    }

    /** Writes everything. */
    public void write(OutputStream out) throws IOException {
        TextWriter writer = new TextWriter(out);
        List<Family> now;
        List<Collector> others;
        synchronized (families) {
            now = List.copyOf(families.values());
            others = List.copyOf(collectors);
        }
        long left = 0;
        for (Collector collector : others) {
            collector.collect(writer);
        }
        for (Family family : now) {
            left += family.write(writer);
        }
        dropped.set(left);
        writer.flush();
    }

    private void single(String name, Kind kind, String help, Labels labels, LongSupplier value) {
        family(name, kind, help, sink -> sink.row(labels, value.getAsLong()));
    }

    private void family(String name, Kind kind, String help, Rows rows) {
        Names.checkMetric(name);
        synchronized (families) {
            Family family = families.computeIfAbsent(name, _ -> new Family(name, kind, help));
            if (family.kind != kind) {
                throw new IllegalArgumentException(name + ": " + kind + " (expected: " + family.kind + ", as before)");
            }
            family.add(rows);
        }
    }

    /** What a number means. */
    public enum Kind {
        GAUGE("gauge"),
        COUNTER("counter"),
        /** A gauge supplied in nanoseconds, told in seconds. */
        SECONDS("gauge"),
        /** A counter supplied in nanoseconds, told in seconds. */
        COUNTER_SECONDS("counter");

        private final String type;

        Kind(String type) {
            this.type = type;
        }
    }

    /** Supplies the series of one metric. */
    public interface Rows {
        void each(Sink sink);
    }

    /** Takes one series. */
    public interface Sink {
        void row(Labels labels, long value);
    }

    private record Row(Labels labels, long value) {}

    /** One name with all its sources. */
    private static final class Family {
        private final String name;
        private final Kind kind;
        private final String help;
        private volatile List<Rows> sources = List.of();

        Family(String name, Kind kind, String help) {
            this.name = name;
            this.kind = kind;
            this.help = help;
        }

        void add(Rows rows) {
            List<Rows> more = new ArrayList<>(sources);
            more.add(rows);
            sources = List.copyOf(more);
        }

        /** Returns how many series were left out. A later row with the labels of an earlier one is left out too: a scrape with twins is refused whole. */
        int write(TextWriter out) throws IOException {
            Map<Labels, Row> rows = new LinkedHashMap<>();
            int[] left = {0};
            for (Rows source : sources) {
                ask(source, rows, left);
            }
            out.family(name, kind.type, help);
            for (Row row : rows.values()) {
                TextWriter sample = out.sample(name).labels(row.labels);
                if (kind == Kind.SECONDS || kind == Kind.COUNTER_SECONDS) {
                    sample.seconds(row.value);
                } else {
                    sample.value(row.value);
                }
            }
            return left[0];
        }

        private static void ask(Rows source, Map<Labels, Row> rows, int[] left) {
            try {
                source.each((labels, value) -> {
                    if (rows.size() >= MAX_SERIES) {
                        left[0]++;
                    } else {
                        rows.putIfAbsent(labels, new Row(labels, value));
                    }
                });
            } catch (RuntimeException _) {
                left[0]++;
            }
        }
    }
}
