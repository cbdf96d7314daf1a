package dev.windrose.dataplane;

import dev.windrose.dataplane.ConfigurationSource.Configuration;
import dev.windrose.dataplane.ConfigurationSource.Note;
import dev.windrose.engine.snapshot.CompileResult;
import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.transport.Transport;
import dev.windrose.transport.Transport.ListenerProblem;
import dev.windrose.transport.dns.ClusterResolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only writer of what runs: read, compile, resolve names, apply. What cannot be used is said once, and the rest applies. */
final class Reload {
    private static final Logger log = LoggerFactory.getLogger(Reload.class);
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(2);
    private static final long SETTLE_FROM = 48L * 1024 * 1024;

    private final ConfigurationSource source;
    private final FilterRegistry filters;
    private final ClusterResolver names;
    private final Transport transport;
    private final AtomicLong ok = new AtomicLong();
    private final AtomicLong partial = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile Configuration current = new Configuration(Snapshot.EMPTY.model(), List.of(), List.of());
    private List<Note> said = List.of();
    private boolean ended;

    Reload(ConfigurationSource source, FilterRegistry filters, ClusterResolver names, Transport transport) {
        this.source = source;
        this.filters = filters;
        this.names = names;
        this.transport = transport;
    }

    /** Leads from the source to what runs; returns the listeners that could not be opened. After {@link #end} it does nothing. */
    synchronized List<ListenerProblem> run() {
        if (ended) {
            return List.of();
        }
        try {
            return apply();
        } catch (RuntimeException e) {
            failed.incrementAndGet();
            log.error("configuration: could not be applied (the last good state stays)", e);
            return List.of();
        }
    }

    private List<ListenerProblem> apply() {
        long start = System.nanoTime();
        Configuration read = source.read();
        CompileResult compiled = Compiler.compile(read.model(), transport.snapshot(), filters);
        resolve(compiled.snapshot());
        Snapshot before = transport.snapshot();
        // The name of the first is not needed here, and takes its time.
        boolean changed =
                ok() + partial() == 0 || !compiled.snapshot().version().equals(before.version());
        if (ok() + partial() == 0) {
            settleHeap();
        }
        List<ListenerProblem> unopened = transport.apply(compiled.snapshot());
        current = read;
        List<Note> notes = notes(read, compiled, unopened);
        say(notes);
        count(notes);
        if (changed) {
            tell(compiled.snapshot(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
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
        for (Note note : notes) {
            if (said.contains(note)) {
                continue;
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
                "configuration: {} listeners, {} clusters ({} ms)",
                snapshot.listeners().size(),
                snapshot.clusters().size(),
                millis);
    }

    /** No run starts after this; waits for one under way. */
    synchronized void end() {
        ended = true;
    }

    /** What was read last. From any thread. */
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
