package dev.windrose.kubernetes;

import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.GatewayClass;
import dev.windrose.kubernetes.address.AddressPool;
import dev.windrose.kubernetes.address.Range;
import dev.windrose.kubernetes.address.Request;
import dev.windrose.kubernetes.api.Api;
import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.kubernetes.api.Pace;
import dev.windrose.kubernetes.api.Resource;
import dev.windrose.kubernetes.status.StatusTrees;
import dev.windrose.kubernetes.status.StatusWriter;
import dev.windrose.kubernetes.status.Wanted;
import dev.windrose.kubernetes.watch.Query;
import dev.windrose.kubernetes.watch.Reflector;
import dev.windrose.kubernetes.watch.Scope;
import dev.windrose.kubernetes.watch.Store;
import dev.windrose.kubernetes.watch.Store.Change;
import dev.windrose.kubernetes.watch.Stored;
import dev.windrose.kubernetes.watch.Watches;
import dev.windrose.translate.Addresses;
import dev.windrose.translate.DocumentStatus;
import dev.windrose.translate.DocumentStatus.Reached;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One API server as a source of documents. {@link #read} gives what is known, at any time and without asking; {@link #report} takes what became of
 * it, to be written back. Reading and reporting belong to the configuration thread.
 */
public final class KubernetesSource implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KubernetesSource.class);
    private static final Resource CRDS =
            new Resource("CustomResourceDefinition", "apiextensions.k8s.io/v1", "customresourcedefinitions", false);

    /** A Secret that is named is known within this time, or is not there: a list that fails is given up a little earlier. */
    private static final Duration NAMED = Duration.ofSeconds(3);

    private final String controller;
    private final Api api;
    private final Store store;
    private final Watches watches;
    private final CrdVersions editions;
    private final AddressPool pool;
    private final StatusWriter writer;
    private final Chores chores;
    private final Provisioner provisioner;
    private final Events events;
    private final Reflector crds;
    private final Leadership leadership;
    private volatile boolean leading;
    /** Whether CRDs have been listed, or could not be. */
    private volatile boolean editionsKnown;

    private Store.Known known = new Store.Known(Documents.EMPTY, List.of());
    private List<Stored> gateways = List.of();
    /** Whether all kinds had been listed when was read. */
    private boolean whole;
    /** What statuses that were reported last are as trees; empty for those that are not written. By identity. */
    private IdentityHashMap<DocumentStatus, Optional<Wanted>> trees = new IdentityHashMap<>();

    /** What is written beside the statuses. */
    private volatile Runnable tending = () -> {};

    /**
     * How to reach the server, and what of it counts.
     *
     * @param kubeconfig null for the usual places
     * @param pool what addresses are given from; empty to listen on all of the machine
     * @param controller the name by which GatewayClasses choose us
     * @param host the name of this machine, for the lease
     */
    public record Settings(@Nullable Path kubeconfig, Scope scope, List<Range> pool, String controller, String host) {
        public Settings {
            pool = List.copyOf(pool);
        }
    }

    private KubernetesSource(Settings settings, Runnable onChange) {
        this.controller = settings.controller();
        this.api = Api.connect(settings.kubeconfig());
        this.store = new Store(settings.controller());
        this.watches = new Watches(api, store, settings.scope(), onChange, this::recheck, Pace.REAL);
        this.pool = new AddressPool(settings.pool(), () -> Reachable.towards(api.server()), Reachable::canListen);
        this.writer = new StatusWriter(
                api, store, watches::resource, settings.controller(), InstantSource.system(), Pace.REAL);
        this.provisioner = new Provisioner(api, store);
        this.events = new Events(api, store, InstantSource.system(), settings.controller());
        this.chores = new Chores(() -> discover(onChange), Agenda.start("windrose-chores"));
        this.editions = new CrdVersions(chores::discoverSoon, () -> retell(onChange));
        this.crds = Reflector.start(api, Query.metadata(CRDS), editions, () -> editionsKnown(onChange), Pace.REAL);
        this.leadership = Leadership.start(api, settings.scope(), settings.host(), this::lead);
        chores.start();
    }

    /**
     * Starts to follow the server, whether it can be reached or not.
     *
     * @param onChange called when there is something new to read, from any thread; to return at once
     */
    public static KubernetesSource start(Settings settings, Runnable onChange) {
        return new KubernetesSource(settings, onChange);
    }

    /** Whether all kinds have been listed, or could not be; before that, what is read is a part. */
    public boolean isSettled() {
        return editionsKnown && watches.isSettled();
    }

    private void editionsKnown(Runnable onChange) {
        editionsKnown = true;
        retell(onChange);
    }

    private void recheck(ObjectKey key) {
        writer.recheck(key);
        if (Provisioner.KINDS.contains(key.kind())) {
            chores.later(this::tend);
        }
    }

    private void tend() {
        tending.run();
    }

    /** Statuses of GatewayClasses name the edition. */
    private void retell(Runnable onChange) {
        if (isSettled()) {
            onChange.run();
        }
    }

    private void lead(boolean leads) {
        leading = leads;
        writer.lead(leads);
        chores.later(this::tend);
    }

    private void discover(Runnable onChange) throws IOException {
        watches.discover();
        if (store.expire(System.nanoTime()) == Change.DOCUMENT || pool.isOutdated()) {
            onChange.run();
        }
        writer.again();
        tend();
    }

    /**
     * What is known, with an address for each Gateway of ours. While a list is still to come, it is what was known when none was, at first nothing: a
     * Gateway must not answer for routes that are only not known yet.
     */
    public Documents read() {
        whole = isSettled();
        if (whole) {
            known = store.known();
        }
        gateways = ours();
        pool.assign(gateways.stream()
                .map(gateway -> Request.of(title(gateway), gateway.tree()))
                .toList());
        return known.documents();
    }

    private static String title(Stored gateway) {
        return gateway.key().namespace() + "/" + gateway.key().name();
    }

    /** The addresses of the Gateways that were read last. */
    public Addresses addresses() {
        return pool;
    }

    private List<Stored> ours() {
        Set<String> classes = known.documents().of(GatewayClass.class).stream()
                .filter(each -> each.controllerName().equals(controller))
                .map(each -> each.metadata().name())
                .collect(Collectors.toSet());
        Map<String, Gateway> documents = new HashMap<>();
        known.documents()
                .of(Gateway.class)
                .forEach(each -> documents.put(each.metadata().key(), each));
        List<Stored> ours = new ArrayList<>();
        for (Stored stored : known.gateways()) {
            Gateway document = documents.get(title(stored));
            if (document != null && classes.contains(String.valueOf(document.className()))) {
                ours.add(stored);
            }
        }
        ours.sort(Comparator.comparing((Stored stored) -> created(stored, documents))
                .thenComparing(Stored::key));
        return ours;
    }

    private static String created(Stored stored, Map<String, Gateway> documents) {
        Gateway document = documents.get(title(stored));
        return document == null ? "" : String.valueOf(document.metadata().created());
    }

    /** Takes what became of the documents that were read last, to be written when and if this process leads. Returns at once. */
    public void report(List<DocumentStatus> statuses) {
        // What was read before all was there says of much that it is gone.
        if (!whole) {
            return;
        }
        List<Wanted> wanted = new ArrayList<>();
        Map<ObjectKey, Reached> reached = new HashMap<>();
        IdentityHashMap<DocumentStatus, Optional<Wanted>> next = new IdentityHashMap<>();
        for (DocumentStatus status : statuses) {
            // Translation gives the same status for what has not changed, and a tree of each is dear.
            Optional<Wanted> known = trees.get(status);
            Optional<Wanted> tree = known == null ? Optional.ofNullable(StatusTrees.of(status)) : known;
            next.put(status, tree);
            Wanted each = tree.orElse(null);
            if (each != null && store.find(each.key()) != null) {
                wanted.add(each.key().kind().equals("GatewayClass") ? completed(each) : each);
                reached.put(each.key(), status.reached());
            }
        }
        trees = next;
        writer.want(wanted);
        List<Stored> provided = gateways;
        tending = () -> {
            if (leading) {
                boolean done = provisioner.provide(provided, reached);
                if (!events.tell(wanted) || !done) {
                    chores.again(this::tend);
                }
            }
        };
        chores.later(this::tend);
    }

    /** What only the server's side knows of a class: the edition of its CRDs. Where that cannot be known, nothing is said. */
    private Wanted completed(Wanted wanted) {
        String complaint = editions.complaint();
        if (complaint.isEmpty() && editions.edition().isEmpty()) {
            return wanted;
        }
        Map<String, Object> status = new LinkedHashMap<>(wanted.status());
        List<Object> conditions = new ArrayList<>(status.get("conditions") instanceof List<?> list ? list : List.of());
        Map<String, Object> condition = new LinkedHashMap<>();
        condition.put("type", "SupportedVersion");
        condition.put("status", complaint.isEmpty() ? "True" : "False");
        condition.put("reason", complaint.isEmpty() ? "SupportedVersion" : "UnsupportedVersion");
        condition.put("message", complaint.isEmpty() ? editions.edition() : complaint);
        condition.put("observedGeneration", Math.toIntExact(wanted.generation()));
        conditions.add(condition);
        status.put("conditions", conditions);
        return new Wanted(wanted.key(), wanted.generation(), status, wanted.complaints());
    }

    /** Waits until the server's objects are known, or cannot be had for now. */
    public boolean awaitSettled(Duration most) throws InterruptedException {
        boolean settled = settle(most);
        if (!settled) {
            log.warn("API server {}: not reached yet; traffic begins when it is", api.server());
        }
        return settled;
    }

    private boolean settle(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (!isSettled()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Thread.sleep(Duration.ofMillis(20));
        }
        return true;
    }

    /**
     * Documents of elsewhere, from now on, that are translated together with those read here. The Secrets and ConfigMaps that they name and have not
     * are known when this returns, or cannot be had for now.
     */
    public void beside(Documents others) throws InterruptedException {
        boolean before = isSettled();
        watches.beside(others);
        if (before) {
            settle(NAMED);
        }
    }

    @Override
    public void close() {
        leadership.close();
        chores.close();
        crds.close();
        watches.close();
        writer.close();
        api.close();
    }
}
