package dev.windrose.dataplane.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives every route, and every route with status and reason, its place in the loops' arrays: the same on all loops, so that a scrape adds
 * columns. Bounded: who comes late shares the places of {@link #OTHER}. The places of a route that is gone are given to others once all loops
 * know that it is. Asked once per loop and key; thread-safe.
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
    private final List<@Nullable Series> series = new ArrayList<>();
    private final List<@Nullable String> routes = new ArrayList<>();
    /** Places of routes that are gone. */
    private final List<Retired> retired = new ArrayList<>();
    /** What each loop has seen of {@link #epoch}. */
    private final int[] seen;
    /** Routes that may have a place; null for all. */
    private @Nullable Set<String> live;
    /** Routes that are about to have one, beside these. */
    private Set<String> also = Set.of();
    /** Grows whenever places are retired. */
    private volatile int epoch;

    /** What one counter of requests is about. */
    record Series(String route, String code, String reason) {}

    /** A place that is to be zeroed by each loop. */
    record Retired(int slot, boolean ofRoute, int epoch) {}

    SeriesDirectory(int maxSeries, int maxRoutes, int loops) {
        this.maxSeries = maxSeries;
        this.maxRoutes = maxRoutes;
        this.seen = new int[loops];
        for (String statusClass : CLASSES) {
            series.add(new Series(OTHER, statusClass, OTHER));
        }
        routes.add(OTHER);
    }

    /** Where requests that have no place of their own are counted. */
    static int overflowSlot(int status) {
        return status >= 100 && status < 600 ? status / 100 : 0;
    }

    int epoch() {
        return epoch;
    }

    synchronized int slot(String route, int status, String reason) {
        Series key = new Series(route, Integer.toString(status), reason);
        Integer known = slots.get(key);
        if (known != null) {
            return known;
        }
        if (slots.size() >= maxSeries || !isLive(route)) {
            return overflowSlot(status);
        }
        int slot = place(series, key, false);
        slots.put(key, slot);
        return slot;
    }

    /** The place of a route's histograms and sums; 0 is the overflow. */
    synchronized int routeSlot(String route) {
        Integer known = routeSlots.get(route);
        if (known != null) {
            return known;
        }
        if (routeSlots.size() >= maxRoutes || !isLive(route)) {
            return 0;
        }
        int slot = place(routes, route, true);
        routeSlots.put(route, slot);
        return slot;
    }

    /** Requests that match no route have the empty one. */
    private boolean isLive(String route) {
        return live == null || route.isEmpty() || live.contains(route) || also.contains(route);
    }

    private <T> int place(List<@Nullable T> places, T what, boolean ofRoute) {
        int known = Arrays.stream(seen).min().orElse(0);
        for (int i = 0; i < retired.size(); i++) {
            Retired free = retired.get(i);
            if (free.ofRoute() == ofRoute && free.epoch() <= known) {
                retired.remove(i);
                places.set(free.slot(), what);
                return free.slot();
            }
        }
        places.add(what);
        return places.size() - 1;
    }

    /** These routes may have places too, from now on. */
    synchronized void allow(Set<String> more) {
        if (live == null) {
            live = more;
        } else {
            also = more;
        }
    }

    /** Only these routes have places from now on. */
    synchronized void retain(Set<String> only) {
        live = only;
        also = Set.of();
        int next = epoch + 1;
        slots.values().removeIf(slot -> retire(series, slot, next, false));
        routeSlots.values().removeIf(slot -> retire(routes, slot, next, true));
        // Also without any: a loop may know routes by the overflow that have places now.
        epoch = next;
    }

    private boolean retire(List<? extends @Nullable Object> places, int slot, int at, boolean ofRoute) {
        Object what = places.get(slot);
        String route = what instanceof Series one ? one.route() : String.valueOf(what);
        if (isLive(route)) {
            return false;
        }
        places.set(slot, null);
        retired.add(new Retired(slot, ofRoute, at));
        return true;
    }

    /** What was retired since a loop has asked last. */
    synchronized List<Retired> catchUp(int loop) {
        int before = seen[loop];
        seen[loop] = epoch;
        return retired.stream().filter(each -> each.epoch() > before).toList();
    }

    /** By place; null where there is none. */
    synchronized List<@Nullable Series> series() {
        return new ArrayList<>(series);
    }

    synchronized List<@Nullable String> routes() {
        return new ArrayList<>(routes);
    }
}
