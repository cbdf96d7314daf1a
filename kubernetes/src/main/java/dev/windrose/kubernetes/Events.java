package dev.windrose.kubernetes;

import dev.windrose.kubernetes.ApiErrand.Result;
import dev.windrose.kubernetes.api.Api;
import dev.windrose.kubernetes.api.ApiFailure;
import dev.windrose.kubernetes.api.Resource;
import dev.windrose.kubernetes.status.Wanted;
import dev.windrose.kubernetes.status.Wanted.Complaint;
import dev.windrose.kubernetes.watch.Store;
import dev.windrose.kubernetes.watch.Stored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** An Event for each complaint that is new, beside the object it is about: what {@code kubectl describe} shows. Used by one thread. */
final class Events {
    private static final Resource EVENT = new Resource("Event", "v1", "events", true);
    /** The server's own limit of a message. */
    private static final int LONGEST = 1024;
    /** More at once help nobody; the statuses have all of them. */
    private static final int MOST = 50;
    /** Names of Events, 100 bytes each. */
    private static final int REMEMBERED = 10_000;

    private final Api api;
    private final Store store;
    private final InstantSource clock;
    private final String controller;
    private Map<String, Set<Complaint>> told = Map.of();
    /** The names of what the server has by us, as far as they matter here. */
    private final Set<String> posted = new HashSet<>();

    Events(Api api, Store store, InstantSource clock, String controller) {
        this.api = api;
        this.store = store;
        this.clock = clock;
        this.controller = controller;
    }

    /**
     * Tells what is new.
     *
     * @return false if something could not be told, and may be soon
     */
    boolean tell(List<Wanted> all) {
        Map<String, Set<Complaint>> now = new HashMap<>();
        int left = MOST;
        boolean done = true;
        for (Wanted wanted : all) {
            Stored stored = wanted.complaints().isEmpty() ? null : store.find(wanted.key());
            if (stored == null) {
                continue;
            }
            Set<Complaint> before = told.getOrDefault(stored.uid(), Set.of());
            Set<Complaint> known = now.computeIfAbsent(stored.uid(), _ -> new HashSet<>());
            for (Complaint complaint : new LinkedHashSet<>(wanted.complaints())) {
                if (before.contains(complaint) || left-- <= 0 || isTold(stored, complaint)) {
                    known.add(complaint);
                } else {
                    done = false;
                }
            }
        }
        told = now;
        return done;
    }

    /** What is refused counts as told. */
    private boolean isTold(Stored stored, Complaint complaint) {
        return ApiErrand.attempt("Event of " + stored.key(), () -> post(stored, complaint)) != Result.LATER;
    }

    /**
     * The same for whoever tells it, so that a process that takes over repeats nothing: the server has it. What comes back after it had gone gets
     * another.
     */
    private String name(Stored stored, Complaint complaint) {
        String all = stored.uid() + " " + stored.generation() + " " + complaint.reason() + " " + complaint.message();
        String name = "windrose-" + UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8));
        return posted.contains(name) ? "windrose-" + UUID.randomUUID() : name;
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
        String name = name(stored, complaint);
        event.put("metadata", Map.of("name", name, "namespace", namespace));
        event.put("involvedObject", about);
        event.put("type", "Warning");
        event.put("reason", complaint.reason());
        event.put("message", text.length() > LONGEST ? text.substring(0, LONGEST) : text);
        event.put("source", Map.of("component", controller));
        event.put("firstTimestamp", now);
        event.put("lastTimestamp", now);
        event.put("count", 1);
        try {
            api.send("POST", EVENT.path(namespace), "application/json", event);
        } catch (ApiFailure e) {
            if (!e.isConflict()) {
                throw e;
            }
        }
        if (posted.size() == REMEMBERED) {
            posted.clear();
        }
        posted.add(name);
    }
}
