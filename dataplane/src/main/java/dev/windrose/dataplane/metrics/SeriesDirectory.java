package dev.windrose.dataplane.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives every route, and every route with status and reason, its place in the loops' arrays: the same on all loops, so that a scrape adds
 * columns. Bounded: who comes late shares the places of {@link #OTHER}. Asked once per loop and key; thread-safe.
 */
final class SeriesDirectory {
    static final String OTHER = "_other";
    /** Places 0 to 5 belong to the overflow: unknown, 1xx, …, 5xx. */
    static final int OVERFLOW = 6;

    private static final String[] CLASSES = {OTHER, "1xx", "2xx", "3xx", "4xx", "5xx"};

    private final int maxSeries;
    private final int maxRoutes;
    private final Map<Series, Integer> slots = new HashMap<>();
    private final Map<String, Integer> routeSlots = new HashMap<>();
    private final List<Series> series = new ArrayList<>();
    private final List<String> routes = new ArrayList<>();

    /** What one counter of requests is about. */
    record Series(String route, String code, String reason) {}

    SeriesDirectory(int maxSeries, int maxRoutes) {
        this.maxSeries = maxSeries;
        this.maxRoutes = maxRoutes;
        for (String statusClass : CLASSES) {
            series.add(new Series(OTHER, statusClass, OTHER));
        }
        routes.add(OTHER);
    }

    /** Where requests that have no place of their own are counted. */
    static int overflowSlot(int status) {
        return status >= 100 && status < 600 ? status / 100 : 0;
    }

    synchronized int slot(String route, int status, String reason) {
        Series key = new Series(route, Integer.toString(status), reason);
        Integer known = slots.get(key);
        if (known != null) {
            return known;
        }
        if (slots.size() >= maxSeries) {
            return overflowSlot(status);
        }
        slots.put(key, series.size());
        series.add(key);
        return series.size() - 1;
    }

    /** The place of a route's histograms and sums; 0 is the overflow. */
    synchronized int routeSlot(String route) {
        Integer known = routeSlots.get(route);
        if (known != null) {
            return known;
        }
        if (routeSlots.size() >= maxRoutes) {
            return 0;
        }
        routeSlots.put(route, routes.size());
        routes.add(route);
        return routes.size() - 1;
    }

    synchronized List<Series> series() {
        return List.copyOf(series);
    }

    synchronized List<String> routes() {
        return List.copyOf(routes);
    }
}
