package dev.windrose.kubernetes.watch;

import dev.windrose.kubernetes.api.Api;
import dev.windrose.kubernetes.api.ApiFailure;
import dev.windrose.kubernetes.api.Pace;
import dev.windrose.kubernetes.api.Trees;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one query for as long as it lives, on a virtual thread of its own: lists once, then watches from that version on. A stream that ends is
 * resumed at the last version seen, bookmarks included; only when the server no longer has that version is the list read again.
 */
public final class Reflector implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reflector.class);
    private static final int PAGE = 500;
    /** A first list that fails is tried again for so long before it counts as one that cannot be had; one that is refused cannot. */
    private static final Duration HOPE = Duration.ofSeconds(2);

    /** A stream is renewed after two to three minutes, so that one whose other end is gone without a word is noticed. In seconds. */
    private static final int SHORTEST = 120;

    private static final int SPREAD = 60;
    private static final Duration GRACE = Duration.ofSeconds(10);
    /** A stream that ends before, and told nothing, is a failure: whoever ends it would else be asked again without a pause. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    private final Api api;
    private final Query query;
    private final Sink sink;
    private final Runnable onSettled;
    private final Pace pace;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private final Thread thread;
    private final long begun;
    /** Where to resume; null when the list must be read. Written by the client's thread while a stream runs. */
    private volatile @Nullable String version;

    private volatile @Nullable ApiFailure inStream;
    /** Whether this stream told a change. */
    private volatile boolean told;
    /** When this stream told anything last, bookmarks included. */
    private volatile long heard;

    private volatile boolean settled;
    private volatile boolean closed;
    private String cluster = "";
    private String complaint = "";
    private int failures;

    private Reflector(Api api, Query query, Sink sink, Runnable onSettled, Pace pace) {
        this.api = api;
        this.query = query;
        this.sink = sink;
        this.onSettled = onSettled;
        this.pace = pace;
        this.begun = pace.nanoTime();
        this.thread = Thread.ofVirtual().name("windrose-watch-" + query).unstarted(this::run);
    }

    /** Starts; {@code onSettled} is called once, when the first list is there or could not be had. */
    public static Reflector start(Api api, Query query, Sink sink, Runnable onSettled, Pace pace) {
        Reflector reflector = new Reflector(api, query, sink, onSettled, pace);
        reflector.thread.start();
        return reflector;
    }

    /** Whether the first list is there, or could not be had. */
    public boolean isSettled() {
        return settled;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        while (!closed) {
            try {
                if (version != null && !ClusterIdentity.of(api).equals(cluster)) {
                    // Versions of another cluster say nothing here: a watch would pass over what it has already.
                    version = null;
                }
                if (version == null) {
                    list();
                    recovered();
                }
                settle();
                watch();
            } catch (IOException | RuntimeException e) {
                if (closed || !failed(e)) {
                    return;
                }
            }
        }
    }

    /** False when interrupted while waiting. */
    private boolean failed(Exception e) {
        if (e instanceof ApiFailure failure && failure.isOutdated()) {
            log.debug("{}: {}; reading all of them again", query, e.getMessage());
            version = null;
        } else {
            if (e instanceof ApiFailure failure && failure.isAbsent()) {
                version = null;
            }
            complain(e);
        }
        if (isHopeless(e)) {
            settle();
        }
        try {
            pace.pause(pauseAfter(e));
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    private Duration pauseAfter(Exception e) {
        Duration own = backoff.next();
        Duration asked = e instanceof ApiFailure failure ? failure.retryAfter() : Duration.ZERO;
        return asked.compareTo(own) > 0 ? asked : own;
    }

    private boolean isHopeless(Exception e) {
        boolean refused = e instanceof ApiFailure failure && (failure.isRefused() || failure.isAbsent());
        return refused || pace.nanoTime() - begun > HOPE.toNanos();
    }

    /** Once for each new sort of failure: an hour without the server is one line, not a thousand. A stream that breaks once is none. */
    private void complain(Exception e) {
        failures++;
        // Some failures to connect have no message.
        String text = e.getMessage() == null ? e.toString() : e.getMessage();
        if (!text.equals(complaint) && (failures > 1 || e instanceof ApiFailure)) {
            complaint = text;
            String what = e instanceof RuntimeException ? e.toString() : text;
            log.warn("{}: {} (what is known stays; trying again)", query, what);
        }
    }

    /** A list alone does not end the backoff: a server that gives lists but no watch must not be asked for one list after the other. */
    private void recovered() {
        failures = 0;
        if (!complaint.isEmpty()) {
            complaint = "";
            log.info("{}: the API server answers again", query);
        }
    }

    private void settle() {
        if (!settled) {
            settled = true;
            onSettled.run();
        }
    }

    private void list() throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        String next = "";
        Map<String, Object> page;
        do {
            String parameters = "limit=" + PAGE + (next.isEmpty() ? "" : "&continue=" + Query.encoded(next));
            page = api.get(query.path(parameters), query.acceptList());
            Trees.maps(page, "items").forEach(item -> all.add(named(item)));
            next = Trees.text("", page, "metadata", "continue");
        } while (!next.isEmpty());
        cluster = ClusterIdentity.of(api);
        sink.replace(all, cluster);
        version = Trees.text("", page, "metadata", "resourceVersion");
    }

    /** Items of a list of a kind of Kubernetes itself do not repeat what they are; metadata alone says another kind. */
    private Map<String, Object> named(Map<String, Object> item) {
        item.put("apiVersion", query.resource().apiVersion());
        item.put("kind", query.resource().kind());
        return item;
    }

    private void watch() throws IOException {
        int seconds = SHORTEST + ThreadLocalRandom.current().nextInt(SPREAD);
        String parameters = "watch=1&allowWatchBookmarks=true&timeoutSeconds=" + seconds + "&resourceVersion="
                + Query.encoded(String.valueOf(version));
        long start = pace.nanoTime();
        inStream = null;
        told = false;
        heard = start;
        try {
            api.stream(
                    query.path(parameters),
                    query.acceptWatch(),
                    Duration.ofSeconds(seconds).plus(GRACE),
                    this::change);
            heard = pace.nanoTime();
        } finally {
            if (isWorth(start)) {
                recovered();
                backoff.succeeded();
            }
        }
        ApiFailure failure = inStream;
        if (failure != null) {
            throw failure;
        }
        if (!isWorth(start)) {
            throw new IOException("the watch was ended at once");
        }
    }

    /** Whether the stream that began then told a change, or was there for some time. */
    private boolean isWorth(long start) {
        return told || heard - start >= LEAST.toNanos();
    }

    private void change(Map<String, Object> event) {
        Map<String, Object> object = Trees.map(event, "object");
        String type = Trees.text("", event, "type");
        if (closed || inStream != null) {
            return;
        }
        if (type.equals("ERROR")) {
            inStream = new ApiFailure((int) Trees.number(object, "code"), Trees.text("", object, "message"));
            return;
        }
        heard = pace.nanoTime();
        switch (type) {
            case "ADDED", "MODIFIED" -> {
                sink.put(named(object));
                told = true;
            }
            case "DELETED" -> {
                sink.remove(named(object));
                told = true;
            }
            default -> {
                // A bookmark: only its version counts.
            }
        }
        version = Trees.text(object, "metadata", "resourceVersion");
    }
}
