package dev.windrose.kubernetes.status;

import dev.windrose.kubernetes.api.Api;
import dev.windrose.kubernetes.api.ApiFailure;
import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.kubernetes.api.Pace;
import dev.windrose.kubernetes.api.Resource;
import dev.windrose.kubernetes.api.Trees;
import dev.windrose.kubernetes.watch.Store;
import dev.windrose.kubernetes.watch.Stored;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes statuses as they are wanted, on virtual threads of its own. An object that is wanted differently several times before its turn is
 * written once; one that has the wanted status already is not written at all. While it does not lead it only remembers.
 */
public final class StatusWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StatusWriter.class);
    private static final int WRITERS = 4;
    private static final int TRIES = 5;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Api api;
    private final Store store;
    private final Function<String, @Nullable Resource> resources;
    private final String controller;
    private final InstantSource clock;
    private final Pace pace;
    private final List<Thread> threads = new ArrayList<>();
    private final Set<ObjectKey> queue = new LinkedHashSet<>();
    private final Set<ObjectKey> busy = new HashSet<>();
    /** What the server refused to take, and people were told. */
    private final Set<ObjectKey> refused = new HashSet<>();
    /** Objects whose status has not room for all of our entries, of which people were told. */
    private final Set<ObjectKey> shortened = new HashSet<>();

    /** Objects that were found as they are wanted. */
    private final Map<ObjectKey, There> there = new HashMap<>();

    private Map<ObjectKey, Wanted> wanted = Map.of();
    private boolean leading;

    /** What an object has, or is too new for. */
    private record There(Wanted wanted, Stored stored) {}

    /** @param resources how the server has a kind; null while it has it not */
    public StatusWriter(
            Api api,
            Store store,
            Function<String, @Nullable Resource> resources,
            String controller,
            InstantSource clock,
            Pace pace) {
        this.api = api;
        this.store = store;
        this.resources = resources;
        this.controller = controller;
        this.clock = clock;
        this.pace = pace;
        for (int i = 0; i < WRITERS; i++) {
            threads.add(Thread.ofVirtual().name("windrose-status-" + i).start(this::run));
        }
    }

    /** All that is wanted from now on. Entries of ours on objects that are not among them are taken away. */
    public synchronized void want(List<Wanted> all) {
        Map<ObjectKey, Wanted> next = new HashMap<>();
        all.forEach(each -> next.put(each.key(), each));
        for (Stored stored : store.withStatus()) {
            Wanted each = next.get(stored.key());
            if (each == null) {
                Map<String, Object> without = without(stored.status());
                if (!without.isEmpty()) {
                    next.put(stored.key(), new Wanted(stored.key(), stored.generation(), without, List.of()));
                    queue.add(stored.key());
                }
            } else if (!isThere(each, stored)) {
                queue.add(stored.key());
            }
        }
        wanted = next;
        refused.retainAll(next.keySet());
        shortened.retainAll(next.keySet());
        there.keySet().retainAll(next.keySet());
        notifyAll();
    }

    /** Most of what is wanted is what was wanted before, of objects that are what they were: to compare all of it at each change is dear. */
    @SuppressWarnings("ReferenceEquality") // what is equal but not the same is only compared once more
    private boolean isThere(Wanted each, Stored stored) {
        There known = there.get(each.key());
        return known != null && known.wanted() == each && known.stored() == stored;
    }

    private synchronized void found(Wanted now, Stored stored) {
        if (wanted.containsKey(now.key())) {
            there.put(now.key(), new There(now, stored));
        }
    }

    /** What takes our entries away; empty if there are none. */
    private Map<String, Object> without(Map<String, Object> status) {
        Map<String, Object> without = new LinkedHashMap<>();
        for (String field : List.of("parents", "ancestors")) {
            if (Trees.maps(status, field).stream().anyMatch(each -> controller.equals(each.get("controllerName")))) {
                without.put(field, List.of());
            }
        }
        return without;
    }

    /** Somebody may have changed the status of an object. */
    public synchronized void recheck(ObjectKey key) {
        if (wanted.containsKey(key)) {
            queue.add(key);
            notifyAll();
        }
    }

    /** What was refused is tried once more: the account may have been given rights since. */
    public synchronized void again() {
        queue.addAll(refused);
        notifyAll();
    }

    /** Whether this process is the one that writes. */
    public synchronized void lead(boolean leads) {
        leading = leads;
        if (leads) {
            queue.addAll(wanted.keySet());
            notifyAll();
        }
    }

    /** How many objects are being compared or written, or wait for that. */
    synchronized int open() {
        return queue.size() + busy.size();
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }

    private void run() {
        try {
            while (true) {
                Wanted next = take();
                try {
                    write(next);
                    accepted(next.key());
                } catch (IOException | RuntimeException e) {
                    failed(next.key(), e);
                } finally {
                    done(next.key());
                }
            }
        } catch (InterruptedException _) {
            // Closed: the end.
        }
    }

    private synchronized Wanted take() throws InterruptedException {
        while (true) {
            Wanted next = leading ? next() : null;
            if (next != null) {
                return next;
            }
            wait();
        }
    }

    private @Nullable Wanted next() {
        for (Iterator<ObjectKey> keys = queue.iterator(); keys.hasNext(); ) {
            ObjectKey key = keys.next();
            if (!busy.contains(key)) {
                keys.remove();
                Wanted found = wanted.get(key);
                if (found != null) {
                    busy.add(key);
                    return found;
                }
            }
        }
        return null;
    }

    private synchronized void done(ObjectKey key) {
        busy.remove(key);
        notifyAll();
    }

    private void failed(ObjectKey key, Exception e) throws InterruptedException {
        if (e instanceof ApiFailure failure && !failure.isPassing()) {
            refused(key, failure);
            return;
        }
        log.debug("{}: status not written yet: {}", key, e.getMessage());
        pace.pause(pauseAfter(e));
        recheck(key);
    }

    /** This writer's next object waits too, as a server that is too busy wants it. */
    private static Duration pauseAfter(Exception e) {
        Duration asked = e instanceof ApiFailure failure ? failure.retryAfter() : Duration.ZERO;
        return asked.compareTo(PAUSE) > 0 ? asked : PAUSE;
    }

    private synchronized void refused(ObjectKey key, ApiFailure failure) {
        if (refused.add(key)) {
            log.warn("{}: status not written: {}", key, failure.getMessage());
        }
    }

    private synchronized void tellOfCut(ObjectKey key, int cut) {
        if (cut == 0) {
            shortened.remove(key);
        } else if (shortened.add(key)) {
            log.warn(
                    "{}: status without {} of our entries: there is room for 32 parents or 16 ancestors (all are in force)",
                    key,
                    cut);
        }
    }

    /** Objects whose status has not room for all of our entries. */
    synchronized Set<ObjectKey> shortened() {
        return Set.copyOf(shortened);
    }

    private synchronized void accepted(ObjectKey key) {
        refused.remove(key);
    }

    private synchronized boolean isLeading() {
        return leading;
    }

    private void write(Wanted now) throws IOException {
        Stored stored = store.find(now.key());
        Resource resource = resources.apply(now.key().kind());
        if (stored == null || resource == null) {
            return;
        }
        Map<String, Object> object = stored.tree();
        String path = resource.path(now.key().namespace(), now.key().name());
        for (int attempt = 1; ; attempt++) {
            Map<String, Object> patch = patch(object, now);
            if (patch.isEmpty() && attempt == 1) {
                found(now, stored);
            }
            // Another process may have taken over while this one read the object again; whoever leads next begins with
            // all.
            if (patch.isEmpty() || !isLeading()) {
                return;
            }
            try {
                api.send("PATCH", path + "/status", "application/merge-patch+json", patch);
                return;
            } catch (ApiFailure e) {
                if (e.isAbsent()) {
                    return;
                }
                if (!e.isConflict() || attempt == TRIES) {
                    throw e;
                }
                object = api.get(path);
            }
        }
    }

    /** Empty if the object has the wanted status, or is newer than what was translated. */
    private Map<String, Object> patch(Map<String, Object> object, Wanted now) {
        if (Trees.number(object, "metadata", "generation") > now.generation()) {
            return Map.of();
        }
        Map<String, Object> current = Trees.map(object, "status");
        Map<String, Object> merged = StatusMerge.merge(current, now.status(), controller, clock.instant());
        tellOfCut(now.key(), StatusMerge.cut(merged, now.status(), controller));
        if (merged.equals(current)) {
            return Map.of();
        }
        Map<String, Object> metadata = new LinkedHashMap<>();
        // The write is refused if somebody wrote after what it was made from.
        metadata.put(
                "resourceVersion", Objects.requireNonNullElse(Trees.text(object, "metadata", "resourceVersion"), ""));
        metadata.put("uid", Objects.requireNonNullElse(Trees.text(object, "metadata", "uid"), ""));
        return Map.of("metadata", metadata, "status", merged);
    }
}
