package dev.windrose.dataplane.metrics;

import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.engine.telemetry.FinishedConnection;
import dev.windrose.engine.telemetry.FinishedExchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts finished exchanges by route, status and reason, and splits their time into what the gateway took and what the upstream took. Each
 * event loop writes its own arrays and nothing else; a scrape adds them up.
 */
public final class Metrics implements ExchangeObserver, Collector {
    /** Enough for a thousand routes with two outcomes each; a scrape stays under a few hundred kilobytes. */
    public static final int MAX_SERIES = 2_000;

    /** Histograms are 75 lines per route, so fewer routes get their own. */
    public static final int MAX_ROUTES = 200;

    private final SeriesDirectory directory;
    private final LoopCounters[] loops;
    private final ByteCounters bytes = new ByteCounters(MAX_SERIES);

    /** For so many event loops, with the usual bounds. */
    public Metrics(int loops) {
        this(loops, MAX_SERIES, MAX_ROUTES);
    }

    /** At most {@code maxSeries} counters of requests and {@code maxRoutes} routes with histograms; all beyond is told as route {@code _other}. */
    public Metrics(int loops, int maxSeries, int maxRoutes) {
        directory = new SeriesDirectory(maxSeries, maxRoutes, loops);
        this.loops = new LoopCounters[loops];
        for (int i = 0; i < loops; i++) {
            // Twice, so that a loop still knows the way to the overflow for keys that came late.
            this.loops[i] = new LoopCounters(directory, i, 2 * maxSeries);
        }
    }

    @Override
    public void onFinished(FinishedExchange exchange) {
        loops[exchange.loopIndex()].record(exchange);
    }

    @Override
    public void onFinished(FinishedConnection connection) {
        bytes.record(connection);
    }

    /** The only listeners there are: the series of others' connections disappear. */
    public void retainListeners(Set<String> listeners) {
        bytes.retain(listeners);
    }

    /** Routes that requests may match from now on, beside those of before. To be called before they do. */
    public void allow(Set<String> routes) {
        directory.allow(routes);
    }

    /** The only routes that requests match from now on: the series of others disappear. */
    public void retain(Set<String> routes) {
        directory.retain(routes);
    }

    /** Requests so far by route, status and reason. */
    public List<Count> counts() {
        List<SeriesDirectory.@Nullable Series> series = directory.series();
        List<Count> counts = new ArrayList<>();
        for (int slot = 0; slot < series.size(); slot++) {
            SeriesDirectory.Series one = series.get(slot);
            if (one != null) {
                counts.add(new Count(one.route(), one.code(), one.reason(), requests(slot)));
            }
        }
        return counts;
    }

    /** Requests with one outcome. {@code code} is the status, or its class for the overflow. */
    public record Count(String route, String code, String reason, long requests) {}

    @Override
    public void collect(TextWriter out) throws IOException {
        out.family("windrose_requests_total", "counter", "Requests by route, status and reason.");
        for (Count count : counts()) {
            if (count.requests > 0) {
                out.sample("windrose_requests_total")
                        .label("route", count.route)
                        .label("code", count.code)
                        .label("reason", count.reason)
                        .value(count.requests);
            }
        }
        List<@Nullable String> routes = directory.routes();
        sums(out, routes, "windrose_request_bytes_total", "Bytes of request bodies.", LoopCounters.REQUEST_BYTES);
        sums(out, routes, "windrose_response_bytes_total", "Bytes of response bodies.", LoopCounters.RESPONSE_BYTES);
        sums(out, routes, "windrose_retries_total", "Attempts after the first.", LoopCounters.RETRIES);
        String all = "Time from a request's head to the end of the exchange.";
        histograms(out, routes, "windrose_request_duration_seconds", all, LoopCounters.TOTAL);
        String own = "The part of the duration that no upstream took.";
        histograms(out, routes, "windrose_gateway_duration_seconds", own, LoopCounters.GATEWAY);
        String upstream = "Time from the first attempt to the end of the upstream's response.";
        histograms(out, routes, "windrose_upstream_duration_seconds", upstream, LoopCounters.UPSTREAM);
        bytes.collect(out);
    }

    private void sums(TextWriter out, List<@Nullable String> routes, String name, String help, int field)
            throws IOException {
        out.family(name, "counter", help);
        for (int slot = 0; slot < routes.size(); slot++) {
            String route = routes.get(slot);
            if (route != null && isUsed(slot)) {
                out.sample(name).label("route", route).value(ofRoute(slot, field));
            }
        }
    }

    private void histograms(TextWriter out, List<@Nullable String> routes, String name, String help, int field)
            throws IOException {
        out.family(name, "histogram", help);
        for (int slot = 0; slot < routes.size(); slot++) {
            String route = routes.get(slot);
            if (route != null && isUsed(slot)) {
                histogram(out, route, name, slot, field);
            }
        }
    }

    private void histogram(TextWriter out, String route, String name, int slot, int field) throws IOException {
        long count = 0;
        for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
            count += ofRoute(slot, field + bucket);
            out.sample(name + "_bucket")
                    .label("route", route)
                    .label("le", Buckets.label(bucket))
                    .value(count);
        }
        out.sample(name + "_sum").label("route", route).seconds(ofRoute(slot, field + Buckets.COUNT));
        out.sample(name + "_count").label("route", route).value(count);
    }

    /** The overflow is told only when something went there; a route is known because it was used. */
    private boolean isUsed(int slot) {
        if (slot > 0) {
            return true;
        }
        for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
            if (ofRoute(slot, LoopCounters.TOTAL + bucket) > 0) {
                return true;
            }
        }
        return false;
    }

    private long requests(int slot) {
        return sum(loop -> loop.requests(slot));
    }

    private long ofRoute(int slot, int field) {
        return sum(loop -> loop.ofRoute(slot, field));
    }

    private long sum(ToLongFunction<LoopCounters> value) {
        long sum = 0;
        for (LoopCounters loop : loops) {
            sum += value.applyAsLong(loop);
        }
        return sum;
    }
}
