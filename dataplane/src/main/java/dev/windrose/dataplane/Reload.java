package dev.windrose.dataplane;

import dev.windrose.dataplane.ConfigurationSource.Configuration;
import dev.windrose.dataplane.ConfigurationSource.Note;
import dev.windrose.dataplane.metrics.Metrics;
import dev.windrose.engine.snapshot.CompileResult;
import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.ListenerId;
import dev.windrose.model.Model;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.translate.DocumentStatus;
import dev.windrose.translate.Unopened;
import dev.windrose.transport.Transport;
import dev.windrose.transport.Transport.ListenerProblem;
import dev.windrose.transport.dns.ClusterResolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only writer of what runs: read, compile, resolve names, apply. What cannot be used is said once, and the rest applies. */
final class Reload {
    private static final Logger log = LoggerFactory.getLogger(Reload.class);
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(2);
    /** Lines of the log for one reload. */
    private static final int MOST_SAID = 200;

    /** How long to wait before trying again to open listeners that could not be opened: doubled with each attempt, up to the second. */
    private static final Duration REOPEN = Duration.ofSeconds(1);

    private static final Duration REOPEN_AT_MOST = Duration.ofSeconds(10);

    private static final long SETTLE_FROM = 48L * 1024 * 1024;

    private final ConfigurationSource source;
    private final FilterRegistry filters;
    private final ClusterResolver names;
    private final Transport transport;
    private final PeerSettings peers;
    private final Metrics metrics;
    private final AtomicLong ok = new AtomicLong();
    private final AtomicLong partial = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile Configuration current = new Configuration(Snapshot.EMPTY.model(), List.of());
    private List<Note> said = List.of();
    private List<ListenerProblem> unopened = List.of();
    /** What was applied last, as it was read. */
    private @Nullable Configuration last;

    private BiConsumer<Duration, Runnable> later = (_, _) -> {};
    private boolean reopening;
    private Duration wait = REOPEN;
    private boolean ended;

    Reload(
            ConfigurationSource source,
            FilterRegistry filters,
            ClusterResolver names,
            Transport transport,
            PeerSettings peers,
            Metrics metrics) {
        this.source = source;
        this.filters = filters;
        this.names = names;
        this.transport = transport;
        this.peers = peers;
        this.metrics = metrics;
    }

    /** Listeners that cannot be opened are tried again, by an action that {@code timer} runs after a delay. */
    synchronized void reopenBy(BiConsumer<Duration, Runnable> timer) {
        later = timer;
    }

    /**
     * Leads from the source to what runs. After {@link #end} it does nothing.
     *
     * @param settled as {@link ConfigurationSource#read(BooleanSupplier)} has it
     * @return false if nothing was done because it is not settled
     */
    boolean run(BooleanSupplier settled) {
        return take(() -> source.read(settled));
    }

    /** As {@link #run}, but files are not read. */
    void again() {
        take(source::again);
    }

    private synchronized boolean take(Supplier<@Nullable Configuration> reading) {
        if (ended) {
            return true;
        }
        try {
            Configuration read = reading.get();
            if (read != null) {
                wait = REOPEN;
                apply(read);
                count(current.notes());
            }
            return read != null;
        } catch (RuntimeException | Error e) {
            // An error that nobody hears of would leave the old state in place without a word.
            failed.incrementAndGet();
            log.error("configuration: could not be applied (the last good state stays)", e);
            return true;
        }
    }

    private void apply(Configuration read) {
        long start = System.nanoTime();
        CompileResult compiled = Compiler.compile(peers.applyTo(read.model()), transport.snapshot(), filters);
        resolve(compiled.snapshot());
        Snapshot before = transport.snapshot();
        boolean first = ok() + partial() == 0;
        boolean rerouted = first || !isRoutedAs(before, compiled.snapshot());
        boolean changed =
                rerouted || !isAlike(before.model(), compiled.snapshot().model());
        Set<String> routes = rerouted ? routes(compiled.snapshot()) : Set.of();
        if (rerouted) {
            metrics.allow(routes);
        }
        if (first) {
            settleHeap();
        }
        open(transport.apply(compiled.snapshot()));
        List<DocumentStatus> statuses =
                source.applied(read, unopened.stream().map(Reload::failure).toList());
        if (rerouted) {
            metrics.retain(routes);
            metrics.retainListeners(listeners(compiled.snapshot()));
        }
        List<Note> notes = notes(read, compiled, unopened);
        last = read;
        current = new Configuration(read.model(), notes, read.written().with(statuses));
        say(notes);
        if (changed) {
            tell(compiled.snapshot(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
    }

    /** What was in the way may be gone, though no document changed: a port that another process had, or that an old listener of ours still had. */
    private void open(List<ListenerProblem> problems) {
        Set<ListenerId> closed =
                problems.stream().map(ListenerProblem::listener).collect(Collectors.toSet());
        for (ListenerProblem before : unopened) {
            if (!closed.contains(before.listener())) {
                log.info("listening on {}", before.listener());
            }
        }
        unopened = problems;
        if (!problems.isEmpty() && !reopening) {
            reopening = true;
            later.accept(wait, this::reopen);
        }
    }

    private synchronized void reopen() {
        reopening = false;
        Configuration read = last;
        if (!ended && read != null && !unopened.isEmpty()) {
            wait = wait.multipliedBy(2).compareTo(REOPEN_AT_MOST) < 0 ? wait.multipliedBy(2) : REOPEN_AT_MOST;
            apply(read);
        }
    }

    private static Unopened.Failure failure(ListenerProblem problem) {
        Unopened.Cause cause = switch (problem.cause()) {
            case ADDRESS -> Unopened.Cause.ADDRESS;
            case PORT -> Unopened.Cause.PORT;
            case SETTINGS -> Unopened.Cause.SETTINGS;
        };
        return new Unopened.Failure(problem.listener(), cause, problem.message());
    }

    private static Set<String> listeners(Snapshot snapshot) {
        Set<String> listeners = new HashSet<>();
        snapshot.listeners().keySet().forEach(id -> listeners.add(id.toString()));
        return listeners;
    }

    /** Whether routes are the same in both: the compiler takes a table over that says the same, so that this need not look into it. */
    @SuppressWarnings("ReferenceEquality") // what was taken over, not what looks alike
    private static boolean isRoutedAs(Snapshot before, Snapshot after) {
        return before.listeners().keySet().equals(after.listeners().keySet())
                && after.listeners().entrySet().stream()
                        .allMatch(entry -> entry.getValue().routes()
                                == Objects.requireNonNull(before.listeners().get(entry.getKey()))
                                        .routes());
    }

    /** But for routes. */
    private static boolean isAlike(Model one, Model other) {
        return one.listeners().equals(other.listeners())
                && one.clusters().equals(other.clusters())
                && one.certificates().equals(other.certificates());
    }

    /** As metrics name them. */
    private static Set<String> routes(Snapshot snapshot) {
        Set<String> routes = new HashSet<>();
        for (RouteTableSpec table : snapshot.model().routeTables().values()) {
            table.listeners()
                    .forEach(listener -> listener.hosts()
                            .forEach(host -> host.routes()
                                    .forEach(route -> routes.add(route.id().value()))));
        }
        return routes;
    }

    /** Listeners that could not be opened by the last run. */
    synchronized List<ListenerProblem> unopened() {
        return unopened;
    }

    /**
     * Reading ten thousand routes leaves ten times as much garbage as routes, and a heap that has grown stays so while nothing happens. Before
     * the first listener opens, nobody feels the pause; small configurations go without.
     */
    private static void settleHeap() {
        Runtime runtime = Runtime.getRuntime();
        if (runtime.totalMemory() - runtime.freeMemory() > SETTLE_FROM) {
            runtime.gc();
        }
    }

    /** New names are waited for a little, so that the first requests find endpoints; a slow name server must not hold up a reload. */
    private void resolve(Snapshot snapshot) {
        try {
            names.start(snapshot.clusters().values()).get(FIRST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            log.warn("names: no answer within {} s; their clusters begin without endpoints", FIRST_ANSWER.toSeconds());
        } catch (ExecutionException e) {
            log.warn("names: {}", String.valueOf(e.getCause()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Note> notes(Configuration read, CompileResult compiled, List<ListenerProblem> unopened) {
        List<Note> notes = new ArrayList<>(read.notes());
        for (CompileResult.Problem problem : compiled.problems()) {
            String at = problem.origin().isEmpty() ? "" : problem.origin() + ": ";
            notes.add(new Note(true, at + "error: " + problem.what()));
        }
        for (ListenerProblem problem : unopened) {
            notes.add(new Note(true, problem.message()));
        }
        return notes;
    }

    /** Says what is new only: a mistake that stays is not repeated with every edit elsewhere. */
    private void say(List<Note> notes) {
        Set<Note> before = new HashSet<>(said);
        int left = MOST_SAID;
        for (Note note : notes) {
            if (!before.add(note)) {
                continue;
            }
            if (left-- == 0) {
                log.warn("configuration: … and more; windrose check shows them");
                break;
            }
            if (note.error()) {
                log.error("{}", note.text());
            } else {
                log.warn("{}", note.text());
            }
        }
        said = notes;
    }

    private void count(List<Note> notes) {
        boolean sound = notes.stream().noneMatch(Note::error);
        (sound ? ok : partial).incrementAndGet();
    }

    private static void tell(Snapshot snapshot, long millis) {
        log.info(
                "configuration: {}, {} ({} ms)",
                Counted.of(snapshot.listeners().size(), "listener"),
                Counted.of(snapshot.clusters().size(), "cluster"),
                millis);
    }

    /** No run starts after this; waits for one under way. */
    synchronized void end() {
        ended = true;
    }

    /** What was read last, with all that was found wrong up to the sockets. From any thread. */
    Configuration current() {
        return current;
    }

    long ok() {
        return ok.get();
    }

    long partial() {
        return partial.get();
    }

    long failed() {
        return failed.get();
    }
}
