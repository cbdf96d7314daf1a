package dev.windrose.kubernetes.watch;

import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.GatewayClass;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.kubernetes.api.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects that are known. A deletion that the server tells is believed. An object that a list lacks is gone only if the list is from the
 * cluster that the object came from, which the uid of {@code kube-system} tells; else it is a leftover, which stays until that server has held a
 * GatewayClass of ours for {@link #ADOPTION}: a server that restarts with an empty store must not end the traffic. Thread-safe.
 */
public final class Store {
    /** How long a server that is another one must have been in use before what it lacks is gone. */
    public static final Duration ADOPTION = Duration.ofMinutes(5);

    private static final Logger log = LoggerFactory.getLogger(Store.class);

    private final String controller;
    private final TreeMap<ObjectKey, Stored> objects = new TreeMap<>();
    private final Set<ObjectKey> leftovers = new HashSet<>();
    /** By what is named: how often. */
    private final Map<ObjectKey, Integer> references = new HashMap<>();
    /** What is named by others than these objects. */
    private Set<ObjectKey> besides = Set.of();

    private String cluster = "";
    private String stranger = "";
    private @Nullable Long inUseSince;

    /** What became different. */
    public enum Change {
        NOTHING,
        /** Only what the server keeps beside the document, such as its status. */
        STATUS,
        DOCUMENT
    }

    /** @param controller whose GatewayClasses tell that a cluster is in use */
    public Store(String controller) {
        this.controller = controller;
    }

    /** An object is new or has changed. */
    public synchronized Change put(Map<String, Object> object) {
        Stored now = Stored.of(object);
        Stored before = objects.put(now.key(), now);
        count(now, 1);
        count(before, -1);
        leftovers.remove(now.key());
        if (before == null || !before.read().equals(now.read())) {
            return Change.DOCUMENT;
        }
        return before.tree().equals(now.tree()) ? Change.NOTHING : Change.STATUS;
    }

    /** An object was deleted. */
    public synchronized Change remove(ObjectKey key) {
        leftovers.remove(key);
        Stored before = objects.remove(key);
        count(before, -1);
        return before == null ? Change.NOTHING : Change.DOCUMENT;
    }

    private void count(@Nullable Stored stored, int more) {
        if (stored != null) {
            for (ObjectKey key : stored.references()) {
                references.merge(key, more, (a, b) -> a + b == 0 ? null : a + b);
            }
        }
    }

    /**
     * All objects of a query.
     *
     * @param from the uid of the cluster that the list is from; empty when it cannot be told. If it never could, only an empty list is doubted;
     *     else it may be another cluster that is still being made, and what such a list lacks stays
     */
    public synchronized Change replace(Query query, List<Map<String, Object>> items, String from) {
        if (cluster.isEmpty()) {
            cluster = from;
        }
        Change change = Change.NOTHING;
        Set<ObjectKey> listed = new HashSet<>();
        for (Map<String, Object> item : items) {
            listed.add(ObjectKey.of(item));
            change = larger(change, put(item));
        }
        List<ObjectKey> missing = objects.keySet().stream()
                .filter(key -> query.covers(key) && !listed.contains(key))
                .toList();
        boolean known = cluster.isEmpty() ? !items.isEmpty() : from.equals(cluster);
        if (known) {
            for (ObjectKey key : missing) {
                change = larger(change, remove(key));
            }
        } else if (!missing.isEmpty()) {
            doubt(query, missing, from);
        }
        return change;
    }

    private void doubt(Query query, List<ObjectKey> missing, String from) {
        stranger = from.isEmpty() ? stranger : from;
        if (leftovers.addAll(missing)) {
            inUseSince = null;
            log.warn(
                    "{}: {} objects are missing from a list that {}; they stay in use until that server has had a GatewayClass of ours for {} min",
                    query,
                    missing.size(),
                    from.isEmpty() ? "may be of another cluster" : "another cluster gives",
                    ADOPTION.toMinutes());
        }
    }

    private static Change larger(Change a, Change b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /** Drops leftovers whose time has come; to be called now and then. */
    public synchronized Change expire(long nanoTime) {
        if (leftovers.isEmpty() || !isInUse()) {
            inUseSince = null;
            return Change.NOTHING;
        }
        if (inUseSince == null) {
            inUseSince = nanoTime;
        }
        if (nanoTime - inUseSince < ADOPTION.toNanos()) {
            return Change.NOTHING;
        }
        log.warn("API server: {} objects of before are gone now; it has been in use without them", leftovers.size());
        for (ObjectKey key : List.copyOf(leftovers)) {
            remove(key);
        }
        cluster = stranger.isEmpty() ? cluster : stranger;
        return Change.DOCUMENT;
    }

    private boolean isInUse() {
        return objects.values().stream()
                .filter(stored -> !leftovers.contains(stored.key()))
                .flatMap(stored -> stored.read().all().stream())
                .anyMatch(document -> document instanceof GatewayClass found
                        && found.controllerName().equals(controller));
    }

    /** Documents and the objects of the Gateways among them, of one moment. */
    public record Known(Documents documents, List<Stored> gateways) {}

    public synchronized Known known() {
        return new Known(documents(), of("Gateway"));
    }

    private Documents documents() {
        List<Document> all = new ArrayList<>(objects.size());
        List<Documents.Rejected> rejected = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Stored stored : objects.values()) {
            all.addAll(stored.read().all());
            rejected.addAll(stored.read().rejected());
            problems.addAll(stored.read().problems());
        }
        return new Documents(all, rejected, problems);
    }

    public synchronized @Nullable Stored find(ObjectKey key) {
        return objects.get(key);
    }

    /** Objects whose status is written here, in a stable order. */
    public synchronized List<Stored> withStatus() {
        return objects.values().stream().filter(Stored::hasStatus).toList();
    }

    /** The objects of a kind, in the order of their names. */
    public synchronized List<Stored> of(String kind) {
        return objects.values().stream()
                .filter(stored -> stored.key().kind().equals(kind))
                .toList();
    }

    /** All Secrets and ConfigMaps that anything names. */
    public synchronized Set<ObjectKey> references() {
        Set<ObjectKey> all = new TreeSet<>(references.keySet());
        all.addAll(besides);
        return all;
    }

    /** What is named by documents of elsewhere, from now on. */
    synchronized void nameBesides(Set<ObjectKey> names) {
        besides = Set.copyOf(names);
    }
}
