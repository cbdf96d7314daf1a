package dev.windrose.kubernetes.watch;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.kubernetes.api.Api;
import dev.windrose.kubernetes.api.Discovery;
import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.kubernetes.api.Pace;
import dev.windrose.kubernetes.api.Resource;
import dev.windrose.kubernetes.watch.Store.Change;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reflectors that fill the store: one for each kind that the server has, or for each of the namespaces looked at, and one for each Secret and
 * ConfigMap that is named. Thread-safe.
 */
public final class Watches implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watches.class);
    /** More names than that are watched as a whole kind, of which only those named are kept: a stream each costs the server more. */
    private static final int MOST_NAMES = 40;

    private static final List<String> NAMED = List.of("Secret", "ConfigMap");
    /** What the selector of the scope chooses among. A grant is not among them: it stands in another's namespace, who knows of no labels. */
    private static final Set<String> CHOSEN = Set.of(
            "Gateway",
            "ListenerSet",
            "HTTPRoute",
            "GRPCRoute",
            "TLSRoute",
            "TCPRoute",
            "UDPRoute",
            "BackendTLSPolicy",
            "XBackendTrafficPolicy");

    private final Api api;
    private final Store store;
    private final Scope scope;
    private final Runnable onChange;
    private final Consumer<ObjectKey> onStatus;
    private final Pace pace;
    private final Map<Query, Reflector> running = new HashMap<>();
    private Map<String, Resource> resources = Map.of();
    private Set<ObjectKey> references = Set.of();
    private boolean discovered;
    private boolean closed;

    /**
     * @param onChange called when documents differ and every reflector has its first list, or could not have it
     * @param onStatus called when only the status of an object differs
     */
    public Watches(Api api, Store store, Scope scope, Runnable onChange, Consumer<ObjectKey> onStatus, Pace pace) {
        this.api = api;
        this.store = store;
        this.scope = scope;
        this.onChange = onChange;
        this.onStatus = onStatus;
        this.pace = pace;
    }

    /** Asks which kinds there are, and watches those. What vanishes with its kind stays known: see {@link Store}. */
    public void discover() throws IOException {
        Map<String, Resource> found = Discovery.of(api, DocumentReader.kinds());
        synchronized (this) {
            if (discovered && found.equals(resources)) {
                return;
            }
            log.info("API server {}: {}", api.server(), String.join(", ", found.keySet()));
            resources = found;
            discovered = true;
            arrange();
        }
        settled();
    }

    /** Documents of elsewhere, from now on: the Secrets and ConfigMaps that they name are watched too. */
    public void beside(Documents others) {
        store.nameBesides(DocumentReferences.of(others));
        follow();
    }

    /** How the server has a kind; null while it has it not. */
    public synchronized @Nullable Resource resource(String kind) {
        return resources.get(kind);
    }

    /** Whether every reflector has its first list, or could not have it. */
    public synchronized boolean isSettled() {
        return discovered && running.values().stream().allMatch(Reflector::isSettled);
    }

    @Override
    public synchronized void close() {
        closed = true;
        running.values().forEach(Reflector::close);
        running.clear();
    }

    private synchronized void arrange() {
        if (closed) {
            return;
        }
        Set<Query> wanted = new HashSet<>();
        for (Resource resource : resources.values()) {
            if (!NAMED.contains(resource.kind())) {
                wanted.addAll(ofKind(resource));
            }
        }
        for (String kind : NAMED) {
            wanted.addAll(ofNames(kind));
        }
        running.entrySet().removeIf(entry -> {
            boolean gone = !wanted.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        for (Query query : wanted) {
            running.computeIfAbsent(query, this::start);
        }
    }

    private List<Query> ofKind(Resource resource) {
        Query all = Query.all(resource);
        if (scope.namespaces().isEmpty()) {
            return List.of(labelled(all));
        }
        if (resource.kind().equals("Namespace")) {
            return scope.namespaces().stream().map(all::named).toList();
        }
        return resource.namespaced()
                ? scope.namespaces().stream()
                        .map(each -> labelled(all.in(each)))
                        .toList()
                : List.of(all);
    }

    private Query labelled(Query query) {
        return CHOSEN.contains(query.resource().kind()) ? query.labelled(scope.labels()) : query;
    }

    private List<Query> ofNames(String kind) {
        Resource resource = resources.get(kind);
        List<ObjectKey> names =
                references.stream().filter(key -> key.kind().equals(kind)).toList();
        if (resource == null || names.isEmpty()) {
            return List.of();
        }
        Query all = Query.all(resource);
        return names.size() > MOST_NAMES
                ? List.of(all)
                : names.stream()
                        .map(key -> all.in(key.namespace()).named(key.name()))
                        .toList();
    }

    private Reflector start(Query query) {
        Predicate<ObjectKey> kept = NAMED.contains(query.resource().kind()) ? this::isNamed : _ -> true;
        return Reflector.start(api, query, new StoreSink(store, query, kept, this::changed), this::settled, pace);
    }

    private synchronized boolean isNamed(ObjectKey key) {
        return references.contains(key);
    }

    private void changed(Change change, @Nullable ObjectKey key) {
        switch (change) {
            case NOTHING -> {}
            case STATUS -> status(key);
            case DOCUMENT -> {
                follow();
                settled();
            }
        }
    }

    private void status(@Nullable ObjectKey key) {
        List<ObjectKey> changed = new ArrayList<>();
        if (key == null) {
            store.withStatus().forEach(stored -> changed.add(stored.key()));
        } else {
            changed.add(key);
        }
        changed.forEach(onStatus);
    }

    /** What is named now is watched; what is no longer named is forgotten. */
    private synchronized void follow() {
        Set<ObjectKey> now = store.references();
        if (now.equals(references)) {
            return;
        }
        references.stream().filter(key -> !now.contains(key)).forEach(store::remove);
        boolean whole = running.keySet().stream()
                .anyMatch(query -> query.name().isEmpty()
                        && NAMED.contains(query.resource().kind()));
        references = now;
        if (whole) {
            // What was passed over by a watch of all names must be read again.
            running.entrySet().removeIf(entry -> {
                boolean again = NAMED.contains(entry.getKey().resource().kind());
                if (again) {
                    entry.getValue().close();
                }
                return again;
            });
        }
        arrange();
    }

    private void settled() {
        if (isSettled()) {
            onChange.run();
        }
    }
}
