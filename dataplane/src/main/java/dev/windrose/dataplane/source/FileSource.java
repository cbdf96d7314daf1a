package dev.windrose.dataplane.source;

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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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

    private final List<Path> roots;
    private final Timing timing;
    private final Runnable onChange;
    private final ScheduledExecutorService writer;
    private final Timers timers;
    private final Debounce debounce;
    private final Fingerprint fingerprint = new Fingerprint();
    private final Map<Path, WatchKey> watched = new HashMap<>();
    private final WatchService watch;

    private FileSource(
            List<Path> roots, Timing timing, ScheduledExecutorService writer, Timers timers, Runnable onChange)
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
    public static FileSource start(List<Path> roots, Timing timing, Runnable onChange) throws IOException {
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("windrose-config").factory());
        return start(roots, timing, writer, Timers.of(writer), onChange);
    }

    static FileSource start(
            List<Path> roots, Timing timing, ScheduledExecutorService writer, Timers timers, Runnable onChange)
            throws IOException {
        FileSource source = new FileSource(roots, timing, writer, timers, onChange);
        // First watch, then look: what changes in between is noticed.
        source.register(FileTree.scan(source.roots));
        source.fingerprint.update(FileTree.scan(source.roots));
        Thread.ofPlatform().daemon().name("windrose-watch").start(source::listen);
        source.pollLater();
        return source;
    }

    /** Calls back soon on the source's thread, changed or not. */
    public void refresh() {
        writer.execute(this::call);
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
            look(false);
            pollLater();
        });
    }

    /** Runs on the writer thread. After a notice, contents are compared even if files look the same: times may be too coarse. */
    private void look(boolean noticed) {
        try {
            FileTree tree = FileTree.scan(roots);
            // First watch, then look: what changes in between is noticed.
            register(tree);
            if (noticed) {
                fingerprint.distrust();
            }
            if (fingerprint.update(tree)) {
                call();
            }
        } catch (IOException e) {
            log.error(
                    "configuration: {}: {} (the last good state stays)",
                    e.getClass().getSimpleName(),
                    e.getMessage());
        }
    }

    private void call() {
        try {
            onChange.run();
        } catch (RuntimeException e) {
            log.error("configuration: the reload failed (the last good state stays)", e);
        }
    }

    private void register(FileTree tree) throws IOException {
        watched.entrySet().removeIf(entry -> {
            boolean gone = !tree.folders().contains(entry.getKey())
                    || !entry.getValue().isValid();
            if (gone) {
                entry.getValue().cancel();
            }
            return gone;
        });
        for (Path folder : tree.folders()) {
            if (!watched.containsKey(folder) && Files.isDirectory(folder)) {
                watched.put(
                        folder,
                        folder.register(
                                watch,
                                StandardWatchEventKinds.ENTRY_CREATE,
                                StandardWatchEventKinds.ENTRY_MODIFY,
                                StandardWatchEventKinds.ENTRY_DELETE));
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
