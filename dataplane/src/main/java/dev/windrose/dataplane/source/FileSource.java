package dev.windrose.dataplane.source;

import dev.windrose.documents.FileTree;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches files and folders and calls back once per burst of changes, always on the same thread, and only if some content really differs.
 *
 * <p>Two ways of noticing complement each other: the operating system's notices are quick, and looking again in intervals finds what they
 * miss (a link swapped in a folder above, a network file system, an overflow).
 */
public final class FileSource implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FileSource.class);

    /** How changes are waited for. {@code most} bounds the wait while changes do not stop; {@code poll} is the interval of looking again. */
    public record Timing(Duration quiet, Duration most, Duration poll) {
        public static final Timing DEFAULT =
                new Timing(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    /** Takes up a change. */
    public interface Change {
        /**
         * @param settled whether the files are still as they were when they were quiet: to be asked after reading, since a file may be half written
         * @return false if nothing was done because they were not; the call is made again when they are quiet
         */
        boolean take(BooleanSupplier settled);
    }

    /** A folder that loses one file after another is waited for so many times as long as one that rests. */
    private static final int PATIENCE = 5;

    private final List<Path> roots;
    private final Timing timing;
    private final Change onChange;
    private final ScheduledExecutorService writer;
    private final Timers timers;
    private final Debounce debounce;
    private final Fingerprint fingerprint = new Fingerprint();
    private final Map<Path, Watched> watched = new HashMap<>();
    private final WatchService watch;
    /** Since when files that said something are empty or gone, in nanoseconds. */
    private final Map<Path, Long> lostSince = new HashMap<>();

    /** A folder; {@code real} tells when a link above it was switched. */
    private record Watched(Path real, WatchKey key) {}

    private FileSource(List<Path> roots, Timing timing, ScheduledExecutorService writer, Timers timers, Change onChange)
            throws IOException {
        this.roots = List.copyOf(roots);
        this.timing = timing;
        this.onChange = onChange;
        this.writer = writer;
        this.timers = timers;
        this.debounce = new Debounce(timers, timing.quiet(), timing.most(), () -> look(true));
        this.watch = FileSystems.getDefault().newWatchService();
    }

    /**
     * Starts watching. {@code onChange} is called for changes from now on, on a thread of the source's own; the first reading belongs after
     * this, so that no change falls between the two.
     */
    public static FileSource start(List<Path> roots, Timing timing, Change onChange) throws IOException {
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("windrose-config").factory());
        return start(roots, timing, writer, Timers.of(writer), onChange);
    }

    static FileSource start(
            List<Path> roots, Timing timing, ScheduledExecutorService writer, Timers timers, Change onChange)
            throws IOException {
        FileSource source = new FileSource(roots, timing, writer, timers, onChange);
        // First watch, then look: what changes in between is noticed.
        source.register(FileTree.scan(source.roots).whole());
        source.fingerprint.differs(FileTree.scan(source.roots).whole());
        source.fingerprint.remember();
        Thread.ofPlatform().daemon().name("windrose-watch").start(source::listen);
        source.pollLater();
        return source;
    }

    /** Ends the watch; waits a little for a call under way. */
    @Override
    public void close() {
        writer.shutdownNow();
        try {
            watch.close();
            if (!writer.awaitTermination(5, TimeUnit.SECONDS)) {
                log.warn("configuration: a reload is still under way; it is left to itself");
            }
        } catch (IOException e) {
            log.warn("configuration: the watch could not be closed: {}", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void pollLater() {
        timers.after(timing.poll(), () -> {
            try {
                look(false);
            } finally {
                pollLater();
            }
        });
    }

    /** Runs on the writer thread. What looking again has found is waited for like what was noticed: it may be half written. */
    private void look(boolean quiet) {
        try {
            FileTree tree = FileTree.scan(roots).whole();
            // First watch, then look: what changes in between is noticed.
            register(tree);
            if (quiet) {
                // Contents are compared even if files look the same: times may be too coarse.
                fingerprint.distrust();
            }
            if (!fingerprint.differs(tree)) {
                lostSince.clear();
            } else if (quiet && !isHalfWritten() && call()) {
                fingerprint.remember();
            } else {
                debounce.poke();
            }
        } catch (IOException | RuntimeException | Error e) {
            log.error(
                    "configuration: {}: {} (the last good state stays)",
                    e.getClass().getSimpleName(),
                    e.getMessage());
        }
    }

    /** Who writes a file in place empties it first, and some editors move it away. So neither is believed before the longest wait. */
    private boolean isHalfWritten() {
        long now = timers.nanoTime();
        Set<Path> lost = fingerprint.lost();
        lostSince.keySet().retainAll(lost);
        lost.forEach(file -> lostSince.putIfAbsent(file, now));
        long youngest = Long.MAX_VALUE;
        long oldest = 0;
        for (long since : lostSince.values()) {
            youngest = Math.min(youngest, now - since);
            oldest = Math.max(oldest, now - since);
        }
        long most = timing.most().toNanos();
        return youngest < most && oldest < PATIENCE * most;
    }

    /** False if the files were changing meanwhile. */
    private boolean call() {
        try {
            return onChange.take(this::isSettled);
        } catch (RuntimeException | Error e) {
            log.error("configuration: the reload failed (the last good state stays)", e);
            return true;
        }
    }

    private boolean isSettled() {
        try {
            return fingerprint.isStill(FileTree.scan(roots).whole());
        } catch (IOException _) {
            return false;
        }
    }

    private void register(FileTree tree) throws IOException {
        Map<Path, Path> folders = new HashMap<>();
        for (Path folder : tree.folders()) {
            if (Files.isDirectory(folder)) {
                folders.put(folder, folder.toRealPath());
            }
        }
        watched.entrySet().removeIf(entry -> {
            Watched known = entry.getValue();
            boolean gone = !known.real().equals(folders.get(entry.getKey()))
                    || !known.key().isValid();
            if (gone) {
                known.key().cancel();
            }
            return gone;
        });
        for (Map.Entry<Path, Path> folder : folders.entrySet()) {
            if (!watched.containsKey(folder.getKey())) {
                WatchKey key = folder.getKey()
                        .register(
                                watch,
                                StandardWatchEventKinds.ENTRY_CREATE,
                                StandardWatchEventKinds.ENTRY_MODIFY,
                                StandardWatchEventKinds.ENTRY_DELETE);
                watched.put(folder.getKey(), new Watched(folder.getValue(), key));
            }
        }
    }

    private void listen() {
        try {
            while (true) {
                WatchKey key = watch.take();
                if (!key.pollEvents().isEmpty() || !key.isValid()) {
                    debounce.poke();
                }
                key.reset();
            }
        } catch (ClosedWatchServiceException _) {
            // Closed: the end.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
