package dev.windrose.kubernetes;

import dev.windrose.kubernetes.api.Api;
import dev.windrose.kubernetes.api.Resource;
import dev.windrose.kubernetes.status.Wanted;
import dev.windrose.kubernetes.status.Wanted.Complaint;
import dev.windrose.kubernetes.watch.Store;
import dev.windrose.kubernetes.watch.Stored;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An Event for each complaint that is new, beside the object it is about: what {@code kubectl describe} shows. Used by one thread. */
final class Events {
    private static final Resource EVENT = new Resource("Event", "v1", "events", true);
    /** The server's own limit of a message. */
    private static final int LONGEST = 1024;
    /** More at once help nobody; the statuses have all of them. */
    private static final int MOST = 50;

    private final Api api;
    private final Store store;
    private final InstantSource clock;
    private final String controller;
    private Map<String, Set<Complaint>> told = Map.of();

    Events(Api api, Store store, InstantSource clock, String controller) {
        this.api = api;
        this.store = store;
        this.clock = clock;
        this.controller = controller;
    }

    void tell(List<Wanted> all) {
        Map<String, Set<Complaint>> now = new HashMap<>();
        int left = MOST;
        for (Wanted wanted : all) {
            Stored stored = store.find(wanted.key());
            if (stored == null || wanted.complaints().isEmpty()) {
                continue;
            }
            Set<Complaint> before = told.getOrDefault(stored.uid(), Set.of());
            for (Complaint complaint : wanted.complaints()) {
                if (now.computeIfAbsent(stored.uid(), _ -> new HashSet<>()).add(complaint)
                        && !before.contains(complaint)
                        && left-- > 0) {
                    ApiErrand.attempt("Event of " + stored.key(), () -> post(stored, complaint));
                }
            }
        }
        told = now;
    }

    private void post(Stored stored, Complaint complaint) throws IOException {
        String namespace =
                stored.key().namespace().isEmpty() ? "default" : stored.key().namespace();
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String text = complaint.message();
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("apiVersion", stored.tree().get("apiVersion"));
        about.put("kind", stored.key().kind());
        about.put("namespace", stored.key().namespace());
        about.put("name", stored.key().name());
        about.put("uid", stored.uid());
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("apiVersion", "v1");
        event.put("kind", "Event");
        event.put("metadata", Map.of("generateName", "windrose-", "namespace", namespace));
        event.put("involvedObject", about);
        event.put("type", "Warning");
        event.put("reason", complaint.reason());
        event.put("message", text.length() > LONGEST ? text.substring(0, LONGEST) : text);
        event.put("source", Map.of("component", controller));
        event.put("firstTimestamp", now);
        event.put("lastTimestamp", now);
        event.put("count", 1);
        api.send("POST", EVENT.path(namespace), "application/json", event);
    }
}
